package import ArchitectureSearch

/// Samplers against random search, as a table and a chart.
package enum SamplerTable {
  /// The mean regret at a few trials, and whether the sampler ends nearer to the optimum than random
  /// search does.
  package static func table(_ comparison: SamplerComparison) -> Table {
    let marks = [50, 100, 200, 300, 500, 1000, 2000, 5000].filter { $0 < comparison.trials }
    let shown = marks + [comparison.trials]
    var columns: [Column] = [.text("sampler", "Sampler")]
    for mark in shown { columns.append(.number("regret\(mark)", "\(mark)", .percent(decimals: 2))) }
    columns.append(.number("standardError", "± s.e.", .percent(decimals: 2)))
    columns.append(.number("wins", "Better than random"))
    columns.append(.number("pValue", "p", .significant(2)))
    var table = Table(
      caption: "Mean regret after so many trials", columns: columns,
      notes: [
        "Regret: the share of the best possible reward that is still missing, mean over "
          + "\(comparison.seeds) landscapes; s.e. of the last. Better than random: landscapes on "
          + "which the sampler ended nearer to the optimum. p: Wilcoxon's signed-rank test, "
          + "two-sided."
      ])
    for row in comparison.rows {
      var cells: [Cell] = [.text(row.sampler.rawValue)]
      for mark in shown { cells.append(.number(row.meanRegret[mark - 1])) }
      cells.append(.optional(row.standardError.last))
      cells.append(row.pValue == nil ? .empty : .integer(row.wins))
      cells.append(.optional(row.pValue))
      table.append(cells)
    }
    return table
  }

  /// The mean regret of every sampler over trials, with its standard error.
  package static func chart(_ comparison: SamplerComparison, space: String) -> Chart {
    let first = min(10, comparison.trials - 1)
    return Chart.curves(
      title: "Regret of samplers on \(space)",
      subtitle: "Mean over \(comparison.seeds) landscapes with known optimum; bands: ± 1 standard error",
      x: ChartAxis("Trials"), y: ChartAxis("Regret (% of the best reward)", unit: 0.01),
      comparison.rows.map { row in
        // The first trials are random for all and would flatten the rest.
        let points = (first..<comparison.trials).map { trial in
          let (mean, error) = (row.meanRegret[trial], row.standardError[trial])
          return ChartPoint(Double(trial + 1), mean, interval: (mean - error)...(mean + error))
        }
        return (row.sampler.rawValue, points)
      })
  }
}

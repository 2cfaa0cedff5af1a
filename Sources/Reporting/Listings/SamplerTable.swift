package import ArchitectureSearch

/// Samplers against random search, as a table and a chart.
package enum SamplerTable {
  /// The mean regret at a few trials, and whether the sampler ends nearer to the optimum than random
  /// search does.
  package static func table(_ comparison: SamplerComparison) -> Table {
    let marks = [50, 100, 200, 300, 500, 1000, 2000, 5000].filter { $0 < comparison.trials }
    let shown = marks + [comparison.trials]
    var columns: [Column<SamplerComparison.Row>] = [
      .text("sampler", "Sampler") { $0.sampler.rawValue }
    ]
    for mark in shown {
      columns.append(
        .number("regret\(mark)", "\(mark)", .percent(decimals: 2)) { $0.meanRegret[mark - 1] })
    }
    columns += [
      .number("standardError", "± s.e.", .percent(decimals: 2)) { $0.standardError.last },
      .integer("wins", "Better than random") { $0.pValue == nil ? nil : $0.wins },
      .number("pValue", "p", .significant(2)) { $0.pValue },
    ]
    return Table(
      caption: "Mean regret after so many trials", columns: columns, rows: comparison.rows,
      notes: [
        "Regret: the share of the best possible reward that is still missing, mean over "
          + "\(comparison.seeds) landscapes; s.e. of the last. Better than random: landscapes on "
          + "which the sampler ended nearer to the optimum. p: Wilcoxon's signed-rank test, "
          + "two-sided."
      ])
  }

  /// The mean regret of every sampler over trials, with its standard error.
  package static func chart(_ comparison: SamplerComparison, space: String) -> Chart {
    let first = min(10, comparison.trials - 1)
    return Chart.curves(
      title: "Regret of samplers on \(space)",
      subtitle:
        "Mean over \(comparison.seeds) landscapes with known optimum; bands: ± 1 standard error",
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

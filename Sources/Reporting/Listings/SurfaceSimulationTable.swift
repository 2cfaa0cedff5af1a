package import CoefficientSearch
package import Statistics

/// How often the answers of simulated searches are right.
package enum SurfaceSimulationTable {
  /// One row for each surface.
  package static func table(_ summaries: [SurfaceSimulation.Summary]) -> Table {
    let share = { (count: Int, row: SurfaceSimulation.Summary) in
      Double(count) / Double(row.runs)
    }
    return Table(
      caption: "Simulated searches on known surfaces",
      columns: [
        .text("surface", "Surface") { $0.truth },
        .integer("runs", "Runs") { $0.runs },
        .integer("trainings", "Trainings each") { $0.trainings },
        .number("covered", "Region holds the best", .percent(decimals: 1)) {
          share($0.covered, $0)
        },
        .number("wronglyWorse", "A dimension wrongly worse", .percent(decimals: 1)) {
          share($0.wronglyWorse, $0)
        },
        .number("boundBroken", "Bound broken", .percent(decimals: 1)) { share($0.boundBroken, $0) },
        .number("misfits", "Misfit seen", .percent(decimals: 1)) { share($0.misfits, $0) },
        .number("meanRegret", "Mean regret", .percent(decimals: 3)) { $0.meanRegret },
        .number("meanBound", "Mean bound", .percent(decimals: 2)) { $0.meanBound },
      ],
      rows: summaries,
      notes: [
        "Regret: what the choice lacks to the best way to grow, in accuracy. Bound: what the search says "
          + "it lacks at most."
      ])
  }

  /// How often a search decides where all its networks are one.
  ///
  /// - Parameters:
  ///   - summary: What the searches came to.
  ///   - scores: What the one network reached under its seeds.
  /// - Returns: A table of one row.
  package static func null(_ summary: SurfaceSimulation.NullSummary, scores: Sample) -> Table {
    let share = { (count: Int) in Double(count) / Double(summary.runs) }
    return Table(
      caption: "Searches whose networks are all one",
      columns: [
        .integer("runs", "Runs") { (row: SurfaceSimulation.NullSummary) in row.runs },
        .integer("trainings", "Trainings each") { $0.trainings },
        .number("dimensionWorse", "A dimension worse", .percent(decimals: 1)) {
          share($0.dimensionWorse)
        },
        .number("anyWorse", "Any way worse", .percent(decimals: 1)) { share($0.anyWorse) },
        .number("anyEffect", "A doubling pays or costs", .percent(decimals: 1)) {
          share($0.anyEffect)
        },
        .number("misfits", "Misfit seen", .percent(decimals: 1)) { share($0.misfits) },
        .number("meanBound", "Mean bound", .percent(decimals: 2)) { $0.meanBound },
      ],
      rows: [summary],
      notes: [
        "Scores drawn from \(scores.values.count) trainings of one network: mean "
          + "\(NumberStyle.percent(decimals: 2).text(scores.mean)), standard deviation between seeds "
          + "\(NumberStyle.percent(decimals: 2).text(scores.standardDeviation ?? 0))."
      ])
  }
}

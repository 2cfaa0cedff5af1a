package import CoefficientSearch

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
}

package import ArchitectureSearch

/// The trials of a study as tables: in order, the best, the front.
package enum StudyTables {
  /// All trials in the order of proposals, without times: equal searches give equal tables.
  package static func trials(_ report: StudyReport) -> Table {
    table("Trials in order", report.rows, best: report.best, notes: [counts(report)])
  }

  /// The trials with the largest rewards, best first.
  package static func best(_ report: StudyReport, count: Int = 10) -> Table {
    let scored = report.rows.filter { $0.accuracy != nil && $0.of == nil }
    let merit = { (row: StudyReport.Row) in row.reward ?? row.accuracy ?? 0 }
    let sorted = scored.sorted { (merit($0), $1.trial) > (merit($1), $0.trial) }
    return table("Best trials", Array(sorted.prefix(count)), best: report.best, notes: [])
  }

  /// The trials that no other beats in accuracy and cost at once.
  package static func front(_ report: StudyReport) -> Table {
    let volume = report.hypervolumes.last.map {
      "Hypervolume, relative to accuracy 0 and the largest cost: "
        + NumberStyle.si(significant: 4).text($0) + "."
    }
    return table(
      "Pareto front of accuracy and cost", report.front, best: report.best,
      notes: volume.map { [$0] } ?? [])
  }

  private static func table(
    _ caption: String, _ rows: [StudyReport.Row], best: StudyReport.Row?, notes: [String]
  ) -> Table {
    var table = Table(
      caption: caption,
      columns: [
        .number("trial", "Trial"), .text("status", "Status"), .text("candidate", "Candidate"),
        .number("multiplyAdds", "Multiply-adds", .si(significant: 3)),
        .number("parameters", "Parameters", .si(significant: 3)),
        .number("epochs", "Epochs"),
        .number("top1", "Top-1", .percent(decimals: 2)),
        .number("standardError", "± s.e.", .percent(decimals: 2)),
        .number("reward", "Reward", .decimals(4)), .text("note", "Note"),
      ], notes: notes + ["Multiply-adds and parameters: exact, at target scale."])
    for row in rows {
      table.append(
        [
          .integer(row.trial), .text(row.status.rawValue), .text(row.candidate),
          .optional(row.costs?.multiplyAdds), .optional(row.costs?.parameters),
          .optional(row.epochs), .optional(row.accuracy), .optional(row.standardError),
          .optional(row.reward), .text(row.of.map { "as trial \($0)" } ?? row.cause ?? ""),
        ], role: row == best ? .emphasized : .ordinary)
    }
    return table
  }

  private static func counts(_ report: StudyReport) -> String {
    "Proposals: \(report.distinct) trained, \(report.repeated) repeated, "
      + "\(report.refused) refused."
  }
}

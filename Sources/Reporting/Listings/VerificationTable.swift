package import CoefficientSearch
import Statistics

/// Whether a search's choice of how to grow stands under fresh seeds.
package enum VerificationTable {
  /// The choice, the baseline and the other ways, each with what it reached.
  package static func table(_ found: GrowthVerification) -> Table {
    let style = NumberStyle.percent(decimals: 2)
    return Table(
      caption: "The choice beside other ways to grow, under fresh seeds",
      columns: [
        .text("ways", "Way") { (row: GrowthVerification.Row) in
          row.ways.isEmpty ? "the baseline" : row.ways.joined(separator: ", ")
        },
        .text("network", "Trained network") { $0.network },
        .number("ratio", "Ratio", .decimals(2)) { $0.ratio },
        .number("top1", "Top-1", style) { $0.scores.mean },
        .number("standardError", "± s.e.", style) { $0.scores.standardError },
        .number("behind", "Behind the choice", style) { $0.behind },
        .number("low", "Low", style) { $0.interval?.lowerBound },
        .number("high", "High", style) { $0.interval?.upperBound },
      ],
      rows: found.rows,
      notes: [
        "\(found.seeds) seeds that the search has not used, \(found.epochs) epochs each. Low and High: "
          + "with 95 %, for each line alone; negative where it is ahead.",
        "The search said that no way is better than its choice by more than "
          + "\(NumberStyle.decimals(2).text(found.regretBound * 100)) points: "
          + (found.isHeld ? "nothing here contradicts it." : "that is contradicted here."),
      ] + found.failed.map { "Left out, as a training of it failed: \($0)." },
      envelope: Table.Envelope(
        leading: [
          .init("epochs", .integer(found.epochs)), .init("seeds", .integer(found.seeds)),
          .init("regretBound", .number(found.regretBound)),
        ], rowsKey: "rows", trailing: [.init("isHeld", .boolean(found.isHeld))]))
  }
}

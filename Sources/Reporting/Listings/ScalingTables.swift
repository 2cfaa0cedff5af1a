import Architectures
package import CoefficientSearch
import CostModel
import Statistics
import Studies

/// Ways of scaling at equal multiply-adds.
package enum ScalingTables {
  /// Both tables, each under a key for programs.
  ///
  /// - Parameters:
  ///   - comparison: What was found.
  ///   - model: the name of what is scaled.
  ///   - data: the data set's name.
  /// - Returns: The tables in the order in which they are shown.
  package static func sections(
    _ comparison: ScalingComparison, model: String, data: String
  ) -> [(key: String, table: Table)] {
    [
      ("points", points(comparison, model: model, data: data)),
      ("contests", contests(comparison)),
    ]
  }

  /// One row per network.
  package static func points(
    _ comparison: ScalingComparison, model: String, data: String
  ) -> Table {
    Table(
      caption: "\(model) scaled in one dimension and in all, on \(data)",
      columns: [
        .text("way", "Scaled in") { $0.way.rawValue },
        .number("ratio", "Asked", .ratio(significant: 2)) { $0.ratio },
        .number("realisedRatio", "Realised", .ratio(significant: 3)) { $0.realisedRatio }.minor,
        .number("depth", "Depth", .decimals(2)) { $0.coefficients.depth },
        .number("width", "Width", .decimals(2)) { $0.coefficients.width },
        .resolution { $0.resolution },
        .integer("multiplyAdds", "Multiply-adds", .si(significant: 3)) { $0.costs.multiplyAdds },
        .integer("parameters", "Parameters", .si(significant: 3)) { $0.costs.parameters }.minor,
        .number("top1", "Top-1", .percent(decimals: 2)) { $0.accuracy.mean }.essential,
        .number("standardError", "± s.e.", .percent(decimals: 2)) { $0.accuracy.standardError }
          .essential,
      ],
      groups: comparison.points.runs(by: \.ratio),
      notes: ["Asked and Realised: multiply-adds ÷ the baseline's, before and after rounding."]
        + comparison.failed.map { "Left out, as a training failed: \($0)." })
  }

  /// Which way is best at each ratio, and by how much.
  package static func contests(_ comparison: ScalingComparison) -> Table {
    Table(
      caption: "The best at each size",
      columns: [
        .number("ratio", "Asked", .ratio(significant: 2)) { $0.ratio },
        .text("best", "Best") { $0.best.rawValue },
        .number("lead", "Lead", .percent(decimals: 2)) { $0.lead },
        .number("margin", "Margin", .percent(decimals: 2)) { $0.margin },
        .text("notWorse", "Not significantly worse") {
          $0.notWorse.map(\.rawValue).joined(separator: ", ")
        },
      ],
      rows: comparison.contests,
      notes: [
        "Margin: how far one must be behind the best to be worse with 95 % confidence, all compared at "
          + "once under common seeds."
      ])
  }
}

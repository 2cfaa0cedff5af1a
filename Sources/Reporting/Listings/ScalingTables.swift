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
  ///   - model: the name of what is scaled.
  ///   - data: the data set's name.
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
    var table = Table(
      caption: "\(model) scaled in one dimension and in all, on \(data)",
      columns: [
        .text("way", "Scaled in"), .number("ratio", "Asked", .ratio(significant: 2)),
        .number("realisedRatio", "Realised", .ratio(significant: 3)),
        .number("depth", "Depth", .decimals(2)), .number("width", "Width", .decimals(2)),
        .number("resolution", "Resolution"),
        .number("multiplyAdds", "Multiply-adds", .si(significant: 3)),
        .number("parameters", "Parameters", .si(significant: 3)),
        .number("top1", "Top-1", .percent(decimals: 2)),
        .number("standardError", "± s.e.", .percent(decimals: 2)),
      ],
      notes: ["Asked and Realised: multiply-adds ÷ the baseline's, before and after rounding."]
        + comparison.failed.map { "Left out, as a training failed: \($0)." })
    var ratio = 1.0
    for point in comparison.points {
      if point.ratio != ratio { table.beginGroup() }
      ratio = point.ratio
      table.append([
        .text(point.way.rawValue), .number(point.ratio), .number(point.realisedRatio),
        .number(point.coefficients.depth), .number(point.coefficients.width),
        .integer(point.resolution), .integer(point.costs.multiplyAdds),
        .integer(point.costs.parameters), .number(point.accuracy.mean),
        .optional(point.accuracy.standardError),
      ])
    }
    return table
  }

  /// Which way is best at each ratio, and by how much.
  package static func contests(_ comparison: ScalingComparison) -> Table {
    var table = Table(
      caption: "The best at each size",
      columns: [
        .number("ratio", "Asked", .ratio(significant: 2)), .text("best", "Best"),
        .number("lead", "Lead", .percent(decimals: 2)),
        .number("margin", "Margin", .percent(decimals: 2)),
        .text("notWorse", "Not significantly worse"),
      ],
      notes: [
        "Margin: how far one must be behind the best to be worse with 95 % confidence, all compared at "
          + "once under common seeds."
      ])
    for contest in comparison.contests {
      table.append([
        .number(contest.ratio), .text(contest.best.rawValue), .number(contest.lead),
        .optional(contest.margin),
        .text(contest.notWorse.map(\.rawValue).joined(separator: ", ")),
      ])
    }
    return table
  }
}

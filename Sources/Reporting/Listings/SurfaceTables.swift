import Architectures
package import CoefficientSearch
import Statistics
import Studies

/// What a search for coefficients by response surface found: shares, coefficients, sentences,
/// statements, checks and the family.
package enum SurfaceTables {
  /// All tables, each under a key for programs, in the order in which they are shown.
  package static func sections(_ report: SurfaceReport) -> [(key: String, table: Table)] {
    var sections: [(key: String, table: Table)] = []
    if !report.answer.isMisfit {
      sections = [
        ("growth", growth(report)), ("coefficients", coefficients(report)),
      ]
    }
    sections += [("regretBound", sentences(report)), ("effects", effects(report))]
    guard !report.answer.isMisfit else { return sections }
    sections += [("statements", statements(report))]
    if !report.checks.isEmpty { sections += [("checks", checks(report))] }
    return sections + [("family", CoefficientTables.family(report.family))]
  }

  private static let dimensions: [ScalingDimension] = [.depth, .width, .resolution]

  /// The shares of the best way to grow.
  private static func growth(_ report: SurfaceReport) -> Table {
    let answer = report.answer
    let rows = dimensions.enumerated().map { axis, dimension in
      (name: dimension.rawValue, share: answer.best.shares[axis], span: answer.spans[axis])
    }
    var table = Table(
      caption:
        "How \(report.definition.model) should grow \(factor(answer.growth)): shares of the cost",
      columns: [
        .text("dimension", "Dimension") { $0.name },
        .number("share", "Share", .percent(decimals: 0)) { $0.share },
        .number("low", "Low", .percent(decimals: 0)) { $0.span.lowerBound },
        .number("high", "High", .percent(decimals: 0)) { $0.span.upperBound },
      ],
      rows: rows,
      notes: [
        "Shares of log₂ of the growth in multiply-adds. Low and High: what the 95 % region around the "
          + "best way spans; the shares in it add up to 100 %, so that not every mixture of these belongs "
          + "to it."
      ])
    table.keyColumn = "dimension"
    return table
  }

  /// α, β and γ of the best way, and what the region spans of each.
  private static func coefficients(_ report: SurfaceReport) -> Table {
    let answer = report.answer
    let values = answer.coefficients(answer.best.shares)
    let low = answer.coefficients(answer.spans.map(\.lowerBound))
    let high = answer.coefficients(answer.spans.map(\.upperBound))
    let rows = zip(["alpha", "beta", "gamma"], dimensions).enumerated().map { axis, names in
      (
        name: names.0, dimension: names.1.rawValue, value: values[axis], low: low[axis],
        high: high[axis]
      )
    }
    var table = Table(
      caption: "Coefficients at φ = 1",
      columns: [
        .text("coefficient", "Coefficient") { $0.name },
        .text("dimension", "Of") { $0.dimension },
        .number("value", "Value", .decimals(3)) { $0.value },
        .number("low", "Low", .decimals(3)) { $0.low },
        .number("high", "High", .decimals(3)) { $0.high },
      ], rows: rows)
    table.keyColumn = "coefficient"
    return table
  }

  /// What a doubling of cost is worth, in points.
  private static func effects(_ report: SurfaceReport) -> Table {
    var table = Table(
      caption: "What doubling the cost in one dimension is worth",
      columns: [
        .text("dimension", "Dimension") { (row: GrowthAnswer.Effect) in row.dimension.rawValue },
        .number("value", "Gain", style(report)) { $0.value },
        .number("low", "Low", style(report)) { $0.interval.lowerBound },
        .number("high", "High", style(report)) { $0.interval.upperBound },
      ],
      rows: report.answer.effects,
      notes: ["From the proxy baseline on; the three intervals hold at once with 95 %."])
    table.keyColumn = "dimension"
    return table
  }

  /// What is said of each way to grow.
  private static func statements(_ report: SurfaceReport) -> Table {
    let rows = zip(report.answer.statements, report.alternatives).map {
      (statement: $0, member: $1)
    }
    return Table(
      caption: "Other ways to grow \(factor(report.answer.growth)), against the best one",
      columns: [
        .text("point", "Way") { $0.statement.way.name },
        .text("verdict", "Verdict") { $0.statement.verdict.rawValue }.essential,
        .number("least", "Behind: least", style(report)) { $0.statement.least },
        .number("most", "Most", style(report)) { $0.statement.most },
        .number("multiplyAddsRatio", "Target ratio", .decimals(2)) { $0.member?.multiplyAddsRatio },
        .number("depthCoefficient", "Depth", .decimals(2)) { $0.member?.coefficients.depth }.minor,
        .number("widthCoefficient", "Width", .decimals(2)) { $0.member?.coefficients.width }.minor,
        .text("resolution", "Pixels") { $0.member.map { "\($0.architecture.resolution)" } }.minor,
      ],
      rows: rows,
      notes: [
        "worse: some other way is better, with 95 % for all lines at once. notDecided: none is beyond "
          + "the error, and this one is behind by no more than Most. Target ratio and what follows: the "
          + "network at target scale, after rounding."
      ])
  }

  /// Predicted and measured, under fresh seeds.
  private static func checks(_ report: SurfaceReport) -> Table {
    Table(
      caption: "Checks under fresh seeds",
      columns: [
        .text("roles", "Stands for") { (row: SurfaceReport.Check) in
          row.roles.joined(separator: ", ")
        },
        .text("candidate", "Trained network") { $0.candidate }.essential.whole,
        .number("ratio", "Ratio", .decimals(2)) { $0.ratio }.minor,
        .number("predicted", "Predicted", style(report)) { $0.predicted },
        .number("low", "Low", style(report)) { $0.interval.lowerBound },
        .number("high", "High", style(report)) { $0.interval.upperBound },
        .number("measured", "Measured", style(report)) { $0.measured.mean }.essential,
        .number("standardError", "± s.e.", style(report)) { $0.measured.standardError },
        .integer("seeds", "Seeds") { $0.measured.values.count }.minor,
        .boolean("held", "Held") { $0.isHeld }.essential,
      ],
      rows: report.checks,
      notes: [
        "Trained after the surface was fitted, and kept out of it. Held: the measured mean lies within "
          + "Low and High, as 95 % do where the surface is right."
      ])
  }

  /// The answer in words; for programs, how far the choice can be behind the best way.
  private static func sentences(_ report: SurfaceReport) -> Table {
    var table = Table(
      caption: "In words", columns: [], notes: SurfaceWords(report).sentences)
    table.json = report.answer.isMisfit ? .null : .number(report.answer.regretBound)
    return table
  }

  private static func factor(_ growth: Double) -> String {
    growth == 2 ? "twofold" : "\(NumberStyle.plain.text(growth))-fold"
  }

  static func style(_ report: SurfaceReport) -> NumberStyle {
    report.answer.response.isShare ? .percent(decimals: 2) : .significant(4)
  }
}

import Architectures
package import CoefficientSearch
import CostModel
import Studies

/// What a grid search over α, β and γ found, as three tables.
package enum CoefficientTables {
  /// The candidates, best first, then those without a result, each with why.
  package static func ranking(_ report: CoefficientReport) -> Table {
    var table = Table(
      caption: "Candidates at φ = 1, best first",
      columns: [
        .number("rank", "Rank"),
        .number("alpha", "α"), .number("beta", "β"), .number("gamma", "γ"),
        .number("product", "α·β²·γ²", .decimals(3)),
        .number("multiplyAdds", "Multiply-adds", .si(significant: 3)),
        .number("multiplyAddsRatio", "Ratio", .decimals(2)),
        .number("proxyRatio", "Proxy ratio", .decimals(2)),
        .number("top1", "Top-1", .percent(decimals: 2)),
        .number("standardError", "± s.e.", .percent(decimals: 2)),
        .text("note", "Note"),
      ],
      notes: [
        "Multiply-adds and Ratio: at target scale, after rounding; Proxy ratio: of the trained "
          + "networks. Top-1: mean over the same seeds for all, with its standard error."
      ])
    append(report.baseline, to: &table, note: "baseline")
    table.beginGroup()
    for row in report.rows {
      append(row, to: &table, note: note(row), isBest: row == report.best)
    }
    return table
  }

  /// The best coefficients with their uncertainty.
  package static func best(_ report: CoefficientReport) -> Table {
    let scaling = report.best.candidate.scaling
    var table = Table(
      caption: "Best coefficients",
      columns: [
        .text("coefficient", "Coefficient"),
        .number("value", "Value"),
        .number("low", "Low"), .number("high", "High"),
      ],
      notes: [verdict(report)])
    for (name, value, span) in [
      ("alpha (depth)", scaling.alpha, report.alphaSpan),
      ("beta (width)", scaling.beta, report.betaSpan),
      ("gamma (resolution)", scaling.gamma, report.gammaSpan),
    ] {
      table.append([
        .text(name), .number(value), .number(span.lowerBound), .number(span.upperBound),
      ])
    }
    return table
  }

  /// The family that the best coefficients give at target scale.
  package static func family(_ report: CoefficientReport) -> Table {
    var table = Table(
      caption: "The family these coefficients give",
      columns: [
        .number("phi", "φ"),
        .number("depthCoefficient", "Depth", .decimals(3)),
        .number("widthCoefficient", "Width", .decimals(3)),
        .number("resolution", "Resolution"),
        .number("parameters", "Parameters", .grouped),
        .number("multiplyAdds", "Multiply-adds", .grouped),
        .number("multiplyAddsRatio", "Ratio", .decimals(2)),
      ],
      notes: [conventionNote])
    for member in report.family {
      table.append([
        .number(member.phi), .number(member.coefficients.depth),
        .number(member.coefficients.width), .integer(member.architecture.resolution),
        .integer(member.costs.parameters), .integer(member.costs.multiplyAdds),
        .number(member.multiplyAddsRatio),
      ])
    }
    return table
  }

  private static func append(
    _ row: CoefficientReport.Row, to table: inout Table, note: String, isBest: Bool = false
  ) {
    let scaling = row.candidate.scaling
    table.append(
      [
        .optional(row.rank), .number(scaling.alpha), .number(scaling.beta),
        .number(scaling.gamma), .number(scaling.multiplyAddsRatio),
        .optional(row.candidate.costs?.multiplyAdds), .optional(row.candidate.targetRatio),
        .optional(row.candidate.proxyRatio), .optional(row.mean), .optional(row.standardError),
        .text(note),
      ], role: isBest ? .emphasized : .ordinary)
  }

  private static func note(_ row: CoefficientReport.Row) -> String {
    switch row.candidate.fate {
    case .refused(let reason): return "refused: \(reason)"
    case .sameAs(let trial): return "same network as trial \(trial)"
    case .trained:
      if let failure = row.failure { return "failed: \(failure)" }
      return row.isNotWorse ? "within noise of the best" : ""
    }
  }

  private static func verdict(_ report: CoefficientReport) -> String {
    let points = { (value: Double) in NumberStyle.decimals(2).text(value * 100) }
    guard let deviation = report.seedDeviation, let lead = report.lead,
      let margin = report.margin, let exceeds = report.leadExceedsNoise
    else {
      return "Low and High: the span over candidates within noise of the best. One seed cannot tell "
        + "noise; use more."
    }
    return "Low and High: the span over candidates within noise of the best. The lead over the "
      + "runner-up, \(points(lead)) points, \(exceeds ? "exceeds" : "is within") the noise "
      + "(\(points(margin)) points at 95 %). Seeds of one network differ by a standard deviation of "
      + "\(points(deviation)) points, over all networks."
  }
}

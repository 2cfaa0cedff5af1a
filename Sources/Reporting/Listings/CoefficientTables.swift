import Architectures
package import CoefficientSearch
import CostModel
import Studies

/// What a grid search over α, β and γ found, as three tables.
package enum CoefficientTables {
  /// All tables, each under a key for programs, in the order in which they are shown.
  package static func sections(_ report: CoefficientReport) -> [(key: String, table: Table)] {
    [("ranking", ranking(report)), ("best", best(report)), ("family", family(report.family))]
  }

  /// The candidates, best first, then those without a result, each with why.
  package static func ranking(_ report: CoefficientReport) -> Table {
    let columns: [Column<CoefficientReport.Row>] = [
      .integer("rank", "Rank") { $0.rank },
      .number("alpha", "α") { $0.candidate.scaling.alpha }.essential,
      .number("beta", "β") { $0.candidate.scaling.beta }.essential,
      .number("gamma", "γ") { $0.candidate.scaling.gamma }.essential,
      .number("product", "α·β²·γ²", .decimals(3)) { $0.candidate.scaling.multiplyAddsRatio }.minor,
      .integer("multiplyAdds", "Multiply-adds", .si(significant: 3)) {
        $0.candidate.costs?.multiplyAdds
      },
      .number("multiplyAddsRatio", "Ratio", .decimals(2)) { $0.candidate.targetRatio },
      .number("proxyRatio", "Proxy ratio", .decimals(2)) { $0.candidate.proxyRatio }.minor,
      .number("top1", "Top-1", .percent(decimals: 2)) { $0.mean }.essential,
      .number("standardError", "± s.e.", .percent(decimals: 2)) { $0.standardError }.essential,
    ]
    let ranked = columns.map { column in column.of { (ranked: RankedRow) in ranked.row } }
    let noted: Column<RankedRow> = .text("note", "Note") { $0.note }
    let best = report.best
    let rows = report.rows.map { RankedRow(row: $0, note: note($0), isBest: $0 == best) }
    return Table(
      caption: "Candidates at φ = 1, best first", columns: ranked + [noted],
      groups: [[RankedRow(row: report.baseline, note: "baseline", isBest: false)], rows],
      notes: [
        "Multiply-adds and Ratio: at target scale, after rounding; Proxy ratio: of the trained "
          + "networks. Top-1: mean over the same seeds for all, with its standard error."
      ], isEmphasized: { $0.isBest })
  }

  private struct RankedRow {
    let row: CoefficientReport.Row
    let note: String
    let isBest: Bool
  }

  /// The best coefficients with their uncertainty.
  package static func best(_ report: CoefficientReport) -> Table {
    let scaling = report.best.candidate.scaling
    let rows: [(name: String, value: Double, span: ClosedRange<Double>)] = [
      ("alpha (depth)", scaling.alpha, report.alphaSpan),
      ("beta (width)", scaling.beta, report.betaSpan),
      ("gamma (resolution)", scaling.gamma, report.gammaSpan),
    ]
    return Table(
      caption: "Best coefficients",
      columns: [
        .text("coefficient", "Coefficient") { $0.name },
        .number("value", "Value") { $0.value },
        .number("low", "Low") { $0.span.lowerBound },
        .number("high", "High") { $0.span.upperBound },
      ],
      rows: rows, notes: [verdict(report)])
  }

  /// The family that the best coefficients give at target scale.
  package static func family(_ members: [FamilyMember]) -> Table {
    Table(
      caption: "The family these coefficients give",
      columns: [
        .number("phi", "φ") { $0.phi },
        .number("depthCoefficient", "Depth", .decimals(3)) { $0.coefficients.depth },
        .number("widthCoefficient", "Width", .decimals(3)) { $0.coefficients.width },
        .resolution { $0.architecture.resolution },
        .integer("parameters", "Parameters", .grouped) { $0.costs.parameters },
        .integer("multiplyAdds", "Multiply-adds", .grouped) { $0.costs.multiplyAdds },
        .number("multiplyAddsRatio", "Ratio", .decimals(2)) { $0.multiplyAddsRatio },
      ],
      rows: members, notes: [conventionNote])
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

  static func verdict(_ report: CoefficientReport) -> String {
    let points = { (value: Double) in NumberStyle.decimals(2).text(value * 100) }
    guard let deviation = report.seedDeviation, let lead = report.lead,
      let margin = report.margin, let exceeds = report.leadExceedsNoise
    else {
      return
        "Low and High: the span over candidates within noise of the best. One seed cannot tell "
        + "noise; use more."
    }
    return "Low and High: the span over candidates within noise of the best. The lead over the "
      + "runner-up, \(points(lead)) points, \(exceeds ? "exceeds" : "is within") the noise "
      + "(\(points(margin)) points at 95 %). Seeds of one network differ by a standard deviation of "
      + "\(points(deviation)) points, over all networks; under one seed they are correlated by "
      + "\(report.seedCorrelation.map { NumberStyle.decimals(2).text($0) } ?? "nothing"), which is what "
      + "common seeds are worth."
  }
}

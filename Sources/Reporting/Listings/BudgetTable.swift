package import Architectures
package import CostModel

/// What an inverse scaling found.
package enum BudgetTable {
  /// The largest point of a path, and its budgets; of compound scaling with its φ.
  package static func sections<Scaled>(
    _ fit: BudgetFit<Scaled>, model: String, path: ScalingPath
  ) -> [(key: String, table: Table)] {
    var columns: [Column<ScaledPoint<Scaled>>] = columns()
    if case .compound = path {
      columns[0] = .text("model", "Model") { ScaledName.name(model, phi: $0.value) }
      columns.insert(.number("phi", "φ", .significant(5)) { $0.value }, at: 1)
    }
    let table = Table(
      caption: "\(model) at the largest \(path.growing) within the budgets\(path.constants)",
      columns: columns, rows: [fit.point], notes: [roundingNote])
    return [
      ("fit", table), ("budgets", budgets(fit.rows)), ("rounding", rounding(fit.point)),
    ]
  }

  /// The best of the combinations tried, and its budgets.
  package static func sections(
    _ fit: FreeBudgetFit<some ScalableArchitecture>, model: String
  ) -> [(key: String, table: Table)] {
    let table = Table(
      caption: "\(model) at the best coefficients within the budgets, of "
        + "\(NumberStyle.grouped.text(fit.candidates)) different networks",
      columns: columns(), rows: [fit.point], notes: [roundingNote])
    return [
      ("fit", table), ("budgets", budgets(fit.rows)), ("rounding", rounding(fit.point)),
    ]
  }

  private static let roundingNote =
    "By rounding: realised multiply-adds ÷ those the coefficients ask for, minus 1."

  private static func columns<Scaled>() -> [Column<ScaledPoint<Scaled>>] {
    [
      .text("model", "Model") {
        ScaledName.name($0.scaled.architecture.name, $0.scaled.coefficients)
      },
      .number("depthCoefficient", "Depth", .decimals(3)) { $0.scaled.coefficients.depth },
      .number("widthCoefficient", "Width", .decimals(3)) { $0.scaled.coefficients.width },
      .number("resolutionCoefficient", "Scale", .decimals(3)) {
        $0.scaled.coefficients.resolution
      },
      .resolution { $0.scaled.architecture.resolution },
      .integer("parameters", "Parameters", .grouped) { $0.cost.parameters },
      .integer("multiplyAdds", "Multiply-adds", .grouped) { $0.cost.multiplyAdds },
      .number("roundingShare", "By rounding", .percent(decimals: 1)) { $0.roundingShare },
    ]
  }

  /// Each budget, what is used of it, and whether it is what binds.
  private static func budgets(_ rows: [BudgetUse]) -> Table {
    let columns: [Column<BudgetUse>] = [
      .text("budget", "Budget") { $0.metric.title },
      .cells("limit", "Limit") { .number($0.limit, $0.metric.style) },
      .cells("use", "Use") { .number($0.use, $0.metric.style) },
      .number("share", "Share", .percent(decimals: 1)) { $0.share },
      .boolean("binds", "Binds") { $0.binds },
    ]
    return Table(
      caption: "Budgets", columns: columns, rows: rows,
      notes: [
        rows.contains(where: \.binds)
          ? "A budget binds when the next larger network of this scaling would exceed it."
          : "No budget binds: nothing larger was tried."
      ])
  }

  /// Every size that is not what the coefficients ask for.
  private static func rounding(_ point: ScaledPoint<some ScalableArchitecture>) -> Table {
    let changes = point.scaled.changes
    return Table(
      caption: "What rounding did",
      columns: [
        .text("place", "Place") { $0.place },
        .text("quantity", "Quantity") { $0.quantity },
        .number("exact", "Asked", .decimals(2)) { $0.exact },
        .integer("rounded", "Used") { $0.rounded },
        .number("change", "Change", .percent(decimals: 1)) { $0.relativeChange },
      ],
      rows: changes, notes: changes.isEmpty ? ["Nothing: every size came out whole."] : [])
  }
}

extension ScalingPath {
  /// What the path makes larger.
  fileprivate var growing: String {
    switch self {
    case .depth: "depth"
    case .width: "width"
    case .resolution: "resolution"
    case .compound: "φ"
    case .fast: "fast scaling"
    }
  }

  fileprivate var constants: String {
    guard case .compound(let scaling) = self else { return "" }
    return " (α = \(scaling.alpha), β = \(scaling.beta), γ = \(scaling.gamma))"
  }
}

extension Metric {
  fileprivate var style: NumberStyle {
    switch self {
    case .multiplyAdds, .parameters, .activations: .si(significant: 4)
    case .memory: .bytes(significant: 4)
    case .latency: .seconds(significant: 4)
    }
  }
}

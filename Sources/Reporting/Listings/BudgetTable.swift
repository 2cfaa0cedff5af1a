package import Architectures
package import CostModel

/// What an inverse scaling found.
package enum BudgetTable {
  /// The largest point of compound scaling, and its budgets.
  package static func sections(
    _ fit: BudgetFit, baseline: Architecture, scaling: CompoundScaling
  ) -> [(key: String, table: Table)] {
    var table = Table(
      caption: "\(baseline.name) at the largest φ within the budgets "
        + "(α = \(scaling.alpha), β = \(scaling.beta), γ = \(scaling.gamma))",
      columns: [.number("phi", "φ", .significant(5))] + columns, notes: [roundingNote])
    table.append([.number(fit.point.value)] + cells(fit.point))
    return [
      ("fit", table), ("budgets", budgets(fit.rows)), ("rounding", rounding(fit.point)),
    ]
  }

  /// The best of the combinations tried, and its budgets.
  package static func sections(
    _ fit: FreeBudgetFit, baseline: Architecture
  ) -> [(key: String, table: Table)] {
    var table = Table(
      caption: "\(baseline.name) at the best coefficients within the budgets, of "
        + "\(NumberStyle.grouped.text(fit.candidates)) different networks",
      columns: columns, notes: [roundingNote])
    table.append(cells(fit.point))
    return [
      ("fit", table), ("budgets", budgets(fit.rows)), ("rounding", rounding(fit.point)),
    ]
  }

  private static let roundingNote =
    "By rounding: realised multiply-adds ÷ those the coefficients ask for, minus 1."

  private static let columns: [Column] = [
    .number("depthCoefficient", "Depth", .decimals(3)),
    .number("widthCoefficient", "Width", .decimals(3)),
    .number("resolutionCoefficient", "Scale", .decimals(3)),
    .number("resolution", "Resolution"),
    .number("parameters", "Parameters", .grouped),
    .number("multiplyAdds", "Multiply-adds", .grouped),
    .number("roundingShare", "By rounding", .percent(decimals: 1)),
  ]

  private static func cells(_ point: ScaledPoint) -> [Cell] {
    let coefficients = point.scaled.coefficients
    return [
      .number(coefficients.depth), .number(coefficients.width), .number(coefficients.resolution),
      .integer(point.scaled.architecture.resolution), .integer(point.cost.parameters),
      .integer(point.cost.multiplyAdds), .number(point.roundingShare),
    ]
  }

  /// Each budget, what is used of it, and whether it is what binds.
  private static func budgets(_ rows: [BudgetFit.Row]) -> Table {
    var table = Table(
      caption: "Budgets",
      columns: [
        .text("budget", "Budget"),
        .number("limit", "Limit"),
        .number("use", "Use"),
        .number("share", "Share", .percent(decimals: 1)),
        .text("binds", "Binds"),
      ],
      notes: [
        rows.contains(where: \.binds)
          ? "A budget binds when the next larger network of this scaling would exceed it."
          : "No budget binds: nothing larger was tried."
      ])
    for row in rows {
      let style = row.metric.style
      table.append([
        .text(row.metric.title), .number(row.limit, style), .number(row.use, style),
        .number(row.share), .boolean(row.binds),
      ])
    }
    return table
  }

  /// Every size that is not what the coefficients ask for.
  private static func rounding(_ point: ScaledPoint) -> Table {
    var table = Table(
      caption: "What rounding did",
      columns: [
        .text("place", "Place"),
        .text("quantity", "Quantity"),
        .number("exact", "Asked", .decimals(2)),
        .number("rounded", "Used"),
        .number("change", "Change", .percent(decimals: 1)),
      ],
      notes: point.scaled.changes.isEmpty ? ["Nothing: every size came out whole."] : [])
    for change in point.scaled.changes {
      table.append([
        .text(change.place), .text(change.quantity), .number(change.exact),
        .integer(change.rounded), .number(change.relativeChange),
      ])
    }
    return table
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

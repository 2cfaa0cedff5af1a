package import Architectures
package import CostModel

/// What an inverse scaling found.
package enum BudgetTable {
  /// The scaled network.
  package static func fit(
    _ fit: BudgetFit, baseline: Architecture, scaling: CompoundScaling
  ) -> Table {
    var table = Table(
      caption: "\(baseline.name) at the largest φ within the budgets "
        + "(α = \(scaling.alpha), β = \(scaling.beta), γ = \(scaling.gamma))",
      columns: [
        .number("phi", "φ", .significant(5)),
        .number("depthCoefficient", "Depth", .decimals(3)),
        .number("widthCoefficient", "Width", .decimals(3)),
        .number("resolution", "Resolution"),
        .number("parameters", "Parameters", .grouped),
        .number("multiplyAdds", "Multiply-adds", .grouped),
        .number("roundingShare", "By rounding", .percent(decimals: 1)),
      ],
      notes: ["By rounding: realised multiply-adds ÷ those the coefficients ask for, minus 1."])
    let point = fit.point
    table.append([
      .number(point.value), .number(point.scaled.coefficients.depth),
      .number(point.scaled.coefficients.width),
      .integer(point.scaled.architecture.resolution), .integer(point.cost.parameters),
      .integer(point.cost.multiplyAdds), .number(point.roundingShare),
    ])
    return table
  }

  /// Each budget, what is used of it, and whether it is what binds.
  package static func budgets(_ fit: BudgetFit) -> Table {
    var table = Table(
      caption: "Budgets",
      columns: [
        .text("budget", "Budget"),
        .number("limit", "Limit"),
        .number("use", "Use"),
        .number("share", "Share", .percent(decimals: 1)),
        .text("binds", "Binds"),
      ],
      notes: ["A budget binds when the next larger network of this scaling would exceed it."])
    for row in fit.rows {
      let style = row.budget.style
      table.append([
        .text(row.budget.name), .number(row.budget.limit, style), .number(row.use, style),
        .number(row.share), .boolean(row.binds),
      ])
    }
    return table
  }
}

extension Budget {
  fileprivate var style: NumberStyle {
    switch self {
    case .multiplyAdds, .parameters: .si(significant: 4)
    case .memory: .bytes(significant: 4)
    case .latency: .seconds(significant: 4)
    }
  }
}

import Architectures
package import CostModel
import Networks

/// What inverse scalings found.
package enum BudgetTable {
  /// What one found for one network.
  package struct Fit {
    fileprivate let model: String
    /// What the network that was found is called.
    package let name: String
    fileprivate let phi: Double?
    fileprivate let coefficients: ScalingCoefficients
    fileprivate let resolution: Resolution
    fileprivate let cost: Cost
    fileprivate let roundingShare: Double
    fileprivate let changes: [RoundingChange]
    fileprivate let uses: [BudgetUse]
    /// What was looked for, in a phrase that follows the network's name.
    fileprivate let search: String

    /// The largest point of a path; of compound scaling with its φ.
    package init<Scaled>(_ fit: BudgetFit<Scaled>, model: String, path: ScalingPath) {
      var phi: Double?
      if case .compound = path { phi = fit.point.value }
      self.init(
        fit.point, model: model, phi: phi, uses: fit.rows,
        search: "at the largest \(path.growing) within the budgets\(path.constants)")
    }

    /// The best of the combinations tried.
    package init<Scaled>(_ fit: FreeBudgetFit<Scaled>, model: String) {
      self.init(
        fit.point, model: model, phi: nil, uses: fit.rows,
        search: "at the best coefficients within the budgets, of "
          + "\(NumberStyle.grouped.text(fit.candidates)) different networks")
    }

    private init<Scaled>(
      _ point: ScaledPoint<Scaled>, model: String, phi: Double?, uses: [BudgetUse], search: String
    ) {
      let scaled = point.scaled
      self.model = model
      name =
        phi.map { ScaledName.name(model, phi: $0) }
        ?? ScaledName.name(scaled.architecture.name, scaled.coefficients)
      self.phi = phi
      (coefficients, resolution) = (scaled.coefficients, scaled.architecture.resolution)
      (cost, roundingShare) = (point.cost, point.roundingShare)
      (changes, self.uses, self.search) = (scaled.changes, uses, search)
    }
  }

  /// What was found, its budgets, and what rounding did.
  package static func sections(_ fits: [Fit]) -> [(key: String, table: Table)] {
    let caption =
      fits.count == 1 ? "\(fits[0].model) \(fits[0].search)" : "What meets the budgets"
    var columns: [Column<Fit>] = [.text("model", "Model") { $0.name }]
    if fits.contains(where: { $0.phi != nil }) {
      columns.append(.number("phi", "φ", .significant(5)) { $0.phi })
    }
    columns += [
      .number("depthCoefficient", "Depth", .decimals(3)) { $0.coefficients.depth },
      .number("widthCoefficient", "Width", .decimals(3)) { $0.coefficients.width },
      .number("resolutionCoefficient", "Scale", .decimals(3)) { $0.coefficients.resolution }.minor,
      .resolution { $0.resolution },
      .integer("parameters", "Parameters", .grouped) { $0.cost.parameters },
      .integer("multiplyAdds", "Multiply-adds", .grouped) { $0.cost.multiplyAdds }.essential,
      .number("roundingShare", "By rounding", .percent(decimals: 1)) { $0.roundingShare }.minor,
    ]
    let table = Table(
      caption: caption, columns: columns, rows: fits,
      notes: ["By rounding: realised multiply-adds ÷ those the coefficients ask for, minus 1."])
    return [("fit", table), ("budgets", budgets(fits)), ("rounding", rounding(fits))]
  }

  /// The network that a row is about, where there are several.
  private static func models<Row>(
    _ fits: [Fit], _ model: @escaping (Row) -> String
  ) -> [Column<Row>] {
    fits.count > 1 ? [.text("model", "Model", model)] : []
  }

  /// Each budget, what is used of it, and whether it is what binds.
  private static func budgets(_ fits: [Fit]) -> Table {
    typealias Row = (model: String, use: BudgetUse)
    let columns: [Column<Row>] =
      models(fits) { $0.model } + [
        .text("budget", "Budget") { $0.use.metric.title },
        .cells("limit", "Limit") { .number($0.use.limit, $0.use.metric.style) },
        .cells("use", "Use") { .number($0.use.use, $0.use.metric.style) },
        .number("share", "Share", .percent(decimals: 1)) { $0.use.share },
        .boolean("binds", "Binds") { $0.use.binds },
      ]
    return Table(
      caption: "Budgets", columns: columns,
      groups: fits.map { fit in fit.uses.map { (fit.model, $0) } },
      notes: [
        fits.contains { $0.uses.contains(where: \.binds) }
          ? "A budget binds when the next larger network of this scaling would exceed it."
          : "No budget binds: nothing larger was tried."
      ])
  }

  /// Every size that is not what the coefficients ask for.
  private static func rounding(_ fits: [Fit]) -> Table {
    typealias Row = (model: String, change: RoundingChange)
    let columns: [Column<Row>] =
      models(fits) { $0.model } + [
        .text("place", "Place") { $0.change.place },
        .text("quantity", "Quantity") { $0.change.quantity },
        .number("exact", "Asked", .decimals(2)) { $0.change.exact },
        .integer("rounded", "Used") { $0.change.rounded },
        .number("change", "Change", .percent(decimals: 1)) { $0.change.relativeChange },
      ]
    return Table(
      caption: "What rounding did", columns: columns,
      groups: fits.map { fit in fit.changes.map { (fit.model, $0) } }.filter { !$0.isEmpty },
      notes: fits.allSatisfy(\.changes.isEmpty) ? ["Nothing: every size came out whole."] : [])
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
    case .latency, .measuredLatency: .seconds(significant: 4)
    }
  }
}

public import Architectures
import Foundation

/// The largest scaling of a network that meets all budgets, and which of them stops it.
public struct BudgetFit: Hashable, Sendable {
  /// One budget and what the fitted network uses of it.
  public struct Row: Hashable, Sendable {
    public let budget: Budget
    /// In the unit of ``Budget/limit``.
    public let use: Double
    /// What the next larger network of the path would use; `nil` where there is none.
    public let nextUse: Double?

    /// use ÷ limit.
    public var share: Double { use / budget.limit }
    /// Whether the next larger network would exceed this budget.
    public var binds: Bool { nextUse.map { $0 > budget.limit } ?? false }
  }

  /// The fitted network.
  public let point: ScaledPoint
  /// One row per budget, in the order given.
  public let rows: [Row]

  /// The budgets that stop the network from growing.
  public var binding: [Budget] { rows.filter(\.binds).map(\.budget) }

  /// Finds the largest point of a path that meets all budgets.
  ///
  /// Costs are those of the network as realised after rounding, and grow in steps; the value is the
  /// largest that gives the network, rounded down to four decimals where it stays the same.
  ///
  /// - Throws: ``CostError`` without budgets, or where none of the path's networks meets them;
  ///   `ArchitectureError` or `NetworkError` where the baseline itself cannot be built.
  public init(
    of baseline: Architecture, along path: ScalingPath, within budgets: [Budget],
    rounding: RoundingRules = .tensorFlow
  ) throws {
    guard !budgets.isEmpty else {
      throw CostError(
        .invalidBudget, "no budget; state FLOPs, parameters, memory or latency to stay within")
    }
    guard path.value(ratio: 2) != nil else {
      throw CostError(
        .invalidParameter,
        "this scaling does not make networks larger; expected α·β²·γ² above 1")
    }
    let walker = try PathWalker(baseline, path, rounding)
    let bracket = try Bracket(around: path.isPhi ? 0 : 1, isPhi: path.isPhi) { value in
      let network = try walker.point(value).scaled.architecture.lowered()
      for budget in budgets where try budget.use(of: network) > budget.limit { return false }
      return true
    }
    guard bracket.isReached else { throw try Self.unreachable(walker, bracket, budgets) }
    let point = try Self.tidy(walker, bracket.low)
    let network = try point.scaled.architecture.lowered()
    let next = try? walker.point(bracket.high).scaled.architecture.lowered()
    var rows: [Row] = []
    for budget in budgets {
      var nextUse: Double?
      if let next { nextUse = try? budget.use(of: next) }
      rows.append(Row(budget: budget, use: try budget.use(of: network), nextUse: nextUse))
    }
    self.point = point
    self.rows = rows
  }

  /// The same network at a value with few digits, where there is one.
  private static func tidy(_ walker: PathWalker, _ value: Double) throws -> ScaledPoint {
    let exact = try walker.point(value)
    let short = (value * 1e4).rounded(.down) / 1e4
    if let point = try? walker.point(short), point.scaled.architecture == exact.scaled.architecture
    {
      return point
    }
    return exact
  }

  private static func unreachable(
    _ walker: PathWalker, _ bracket: Bracket, _ budgets: [Budget]
  ) throws -> CostError {
    let network = try walker.baseline.lowered()
    var uses: [String] = []
    for budget in budgets {
      let use = try budget.use(of: network)
      uses.append("\(budget.name) \(budget.text(use)) of \(budget.text(budget.limit))")
    }
    return CostError(
      .unreachable,
      "no scaling of \(walker.baseline.name) along this path meets all budgets; the baseline uses "
        + "\(uses.joined(separator: ", ")); allow more, or start from a smaller network")
  }
}

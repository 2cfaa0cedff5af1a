/// One budget and what a network uses of it, both in the metric's ``Metric/unit``.
public struct BudgetUse: Hashable, Sendable {
  /// What is limited.
  public let metric: Metric
  /// The most that is allowed.
  public let limit: Double
  /// What the fitted network uses.
  public let use: Double
  /// What the next larger network would use; `nil` where there is none.
  public let nextUse: Double?

  /// use ÷ limit.
  public var share: Double { use / limit }
  /// Whether the next larger network would exceed this budget.
  public var binds: Bool { nextUse.map { $0 > limit } ?? false }
}

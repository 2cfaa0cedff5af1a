public import CostModel

/// What a search maximises, and the cost that it weighs.
public struct SearchObjective: Codable, Hashable, Sendable {
  /// What a score and a cost are worth together.
  public var reward: Reward
  /// The cost at target scale.
  public var cost: Metric
  /// The device, where the cost is latency or latency is bounded.
  public var device: Device?
}

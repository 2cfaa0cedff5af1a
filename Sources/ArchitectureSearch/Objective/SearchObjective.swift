/// What a search maximises, and the cost that it weighs.
public struct SearchObjective: Codable, Hashable, Sendable {
  public var reward: Reward
  /// The cost at target scale.
  public var cost: CostMetric
  /// The device, where the cost is latency.
  public var device: String?
}

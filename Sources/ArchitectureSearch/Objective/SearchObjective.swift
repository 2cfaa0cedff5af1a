import Architectures
public import CostModel

/// What a search maximises, and the cost that it weighs.
public struct SearchObjective: Codable, Hashable, Sendable {
  /// What a score and a cost are worth together.
  public var reward: Reward
  /// The cost at target scale.
  public var cost: Metric
  /// The device, where the cost is latency or latency is bounded.
  public var device: Device?
  /// The machine that times candidates; nil where none is timed, and before the search has run.
  ///
  /// Times of two machines don't compare, so that a study goes on where it was begun.
  public var machine: String?

  /// The figures of a network that is no candidate: the sums, and the cost where it can be predicted.
  func figures(of architecture: Architecture) throws -> Figures {
    try Figures(of: architecture, measuring: [cost], on: device)
  }
}

public import CostModel

/// An additive figure with a direction.
public struct SpaceObjective: Hashable, Sendable {
  /// The figure, one that adds up over stages.
  public let metric: Metric
  /// Whether more of it is better.
  public let isMaximised: Bool

  /// The least of `metric`, or the most of it.
  ///
  /// - Precondition: `metric` is additive.
  public init(_ metric: Metric, isMaximised: Bool = false) {
    precondition(metric.isAdditive, "\(metric.title) is no sum over stages")
    self.metric = metric
    self.isMaximised = isMaximised
  }

  /// The figure, or its negative where more is better: always to be minimised.
  func value(_ costs: AdditiveCosts) -> Int {
    isMaximised ? -costs[metric] : costs[metric]
  }
}

/// An additive figure with a direction.
public struct SpaceObjective: Hashable, Sendable {
  public let metric: AdditiveMetric
  public let isMaximised: Bool

  /// The least of `metric`, or the most of it.
  public init(_ metric: AdditiveMetric, isMaximised: Bool = false) {
    self.metric = metric
    self.isMaximised = isMaximised
  }

  /// The figure, or its negative where more is better: always to be minimised.
  func value(_ costs: AdditiveCosts) -> Int {
    isMaximised ? -metric(costs) : metric(costs)
  }
}

public import SearchSpaces

/// A finished trial as samplers see it.
public struct ScoredTrial: Hashable, Sendable {
  public var number: Int
  public var encoding: SearchSpace.Encoding
  /// What the search maximises; nil when the trial failed.
  public var reward: Double?
  /// The objectives of the Pareto front, all to be minimised: negative accuracy and cost; nil when
  /// the trial failed.
  public var objectives: [Double]?

  public init(
    number: Int, encoding: SearchSpace.Encoding, reward: Double?, objectives: [Double]?
  ) {
    self.number = number
    self.encoding = encoding
    self.reward = reward
    self.objectives = objectives
  }
}

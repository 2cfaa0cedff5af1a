public import SearchSpaces

/// A finished trial as samplers see it.
public struct ScoredTrial: Hashable, Sendable {
  /// The trial's number in the order of proposals, from 0.
  public var number: Int
  /// The architecture that was tried.
  public var encoding: SearchSpace.Encoding
  /// What the search maximises; nil when the trial failed.
  public var reward: Double?
  /// The objectives of the Pareto front, all to be minimised: negative accuracy and cost; nil when
  /// the trial failed.
  public var objectives: [Double]?
  /// Whether a training of it was ended early: its score then is of fewer epochs than others' are.
  public var isPruned = false

  /// Makes a trial; without a reward it counts as failed.
  public init(
    number: Int, encoding: SearchSpace.Encoding, reward: Double?, objectives: [Double]?
  ) {
    self.number = number
    self.encoding = encoding
    self.reward = reward
    self.objectives = objectives
  }
}

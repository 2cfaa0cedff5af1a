/// The best candidate of a search that still runs.
public struct LeadingCandidate: Hashable, Sendable {
  /// The trial's number.
  public var trial: Int
  /// The candidate in one line that a person can read.
  public var candidate: String
  /// Mean score over its trainings so far.
  public var score: Double
  /// The standard error of that mean; nil for one training.
  public var standardError: Double?
  /// The reward, where the search has one; candidates are ordered by it then.
  public var reward: Double?

  package init(
    trial: Int, candidate: String, score: Double, standardError: Double? = nil,
    reward: Double? = nil
  ) {
    self.trial = trial
    self.candidate = candidate
    self.score = score
    self.standardError = standardError
    self.reward = reward
  }
}

extension StudyReport {
  /// Trainings under seeds that had no part in choosing what is trained.
  public struct Confirmation: Hashable, Sendable {
    public var epochs: Int
    public var seeds: Int
    /// The mean over the seeds, and its standard error.
    public var score: Double
    public var standardError: Double?
    public var reward: Double?

    package init(
      epochs: Int, seeds: Int, score: Double, standardError: Double?, reward: Double?
    ) {
      self.epochs = epochs
      self.seeds = seeds
      self.score = score
      self.standardError = standardError
      self.reward = reward
    }
  }
}

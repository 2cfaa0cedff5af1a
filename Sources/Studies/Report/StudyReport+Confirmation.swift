extension StudyReport {
  /// Trainings under seeds that had no part in choosing what is trained.
  public struct Confirmation: Hashable, Sendable {
    /// Epochs of each training.
    public var epochs: Int
    /// Trainings, each under a seed of its own.
    public var seeds: Int
    /// The mean over the seeds.
    public var score: Double
    /// The standard error of the mean; nil for one seed.
    public var standardError: Double?
    /// What the objective makes of the mean; nil where the search has no reward.
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

/// Identifies one training within a study.
public struct TrainingKey: Hashable, Sendable, Comparable {
  public var trial: Int
  public var epochs: Int
  public var seed: UInt64

  public init(trial: Int, epochs: Int, seed: UInt64) {
    self.trial = trial
    self.epochs = epochs
    self.seed = seed
  }

  public static func < (left: TrainingKey, right: TrainingKey) -> Bool {
    (left.trial, left.epochs, left.seed) < (right.trial, right.epochs, right.seed)
  }
}

/// Identifies one training within a study.
public struct TrainingKey: Hashable, Sendable, Comparable {
  /// The trial's number.
  public var trial: Int
  /// Epochs of the training.
  public var epochs: Int
  /// The training's seed.
  public var seed: UInt64

  /// Makes the key of a training.
  public init(trial: Int, epochs: Int, seed: UInt64) {
    self.trial = trial
    self.epochs = epochs
    self.seed = seed
  }

  public static func < (left: TrainingKey, right: TrainingKey) -> Bool {
    (left.trial, left.epochs, left.seed) < (right.trial, right.epochs, right.seed)
  }
}

import Foundation
public import Networks
public import TrainingData

/// Trains networks on the CPU.
///
/// Several trainings may run side by side in one process; each has its own memory and threads. The
/// result depends on network, data, settings, seed and kernel variant, never on the threads.
public enum Trainer {
  /// Trains a network from scratch and validates it.
  ///
  /// - Parameters:
  ///   - network: A classifier, whose input has the data's channels and whose output its classes.
  ///   - data: Training and validation images.
  ///   - settings: The recipe.
  ///   - seed: Decides initial weights, order, augmentation and what is dropped.
  ///   - threads: At least 1.
  ///   - memoryLimit: Bytes that the plan may need; more is refused before anything is allocated.
  ///   - progress: Called after every step, on the calling thread.
  ///   - isCancelled: Asked after every step.
  /// - Returns: The curve and the final accuracy.
  /// - Throws: ``TrainingError``: a bad setting, a network that does not fit the data, a plan over the
  ///   limit, a loss that diverged (with step and last loss), or cancellation.
  public static func train(
    _ network: Network, on data: DataSet, settings: TrainingSettings = TrainingSettings(),
    seed: UInt64 = 0, threads: Int = 2, memoryLimit: Int? = nil,
    progress: (TrainingProgress) -> Void = { _ in }, isCancelled: () -> Bool = { false }
  ) throws -> TrainingResult {
    let session = try TrainingSession(
      network, on: data, settings: settings, seed: seed, threads: threads,
      memoryLimit: memoryLimit)
    session.initialize()
    return try session.run(progress: progress, isCancelled: isCancelled)
  }
}

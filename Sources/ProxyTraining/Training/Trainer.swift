import Foundation
public import Networks
public import TrainingData
public import TrainingRecipes

/// Trains networks on the CPU.
///
/// Several trainings may run side by side in one process; each has its own memory and threads. The
/// result depends on network, data, recipe, seed and kernel variant, never on the threads.
public enum Trainer {
  /// Trains a network and validates it.
  ///
  /// - Parameters:
  ///   - network: A classifier, whose input has the data's channels and each of whose outputs its
  ///     classes.
  ///   - data: Training and validation images.
  ///   - recipe: How; a network that is to keep dropout and stochastic depth has them.
  ///   - seed: Decides initial weights, order, augmentation and what is dropped.
  ///   - threads: At least 1.
  ///   - memoryLimit: Bytes that the plan may need; more is refused before anything is allocated.
  ///   - start: From scratch, from a checkpoint of the same training, or from other weights.
  ///   - checkpoint: A safetensors file that holds the whole state after every validation, at the
  ///     end and on cancellation; written atomically. `nil` for none.
  ///   - checkpointInterval: The least time from one checkpoint to the next, which then is written
  ///     after any step, on cancellation too but not at the end; `nil` for one after every validation.
  ///   - progress: Called after every step, on the calling thread.
  ///   - isCancelled: Asked after every step.
  ///   - whenTrained: Takes the weights, once, at the end.
  /// - Returns: The curve and the final accuracy.
  /// - Throws: ``TrainingError``: a bad setting, a network that does not fit the data, a plan over the
  ///   limit, a loss that diverged (with step and last loss), a checkpoint that does not fit, or
  ///   cancellation; `TrainingDataError` for an image that cannot be read, or an augmentation that
  ///   does not suit the data.
  public static func train(
    _ network: Network, on data: DataSet, recipe: TrainingRecipe = TrainingRecipe(),
    seed: UInt64 = 0, threads: Int = 2, memoryLimit: Int? = nil,
    start: TrainingStart = .scratch, checkpoint: String? = nil,
    checkpointInterval: Duration? = nil,
    progress: (TrainingProgress) -> Void = { _ in }, isCancelled: () -> Bool = { false },
    whenTrained: (TrainedWeights) throws -> Void = { _ in }
  ) throws -> TrainingResult {
    let (session, result) = try TrainingError.translating {
      let session = try TrainingSession(
        network, on: data, recipe: recipe, seed: seed, threads: threads,
        memoryLimit: memoryLimit, start: start)
      return (
        session,
        try session.run(
          checkpoint: checkpoint, checkpointInterval: checkpointInterval, progress: progress,
          isCancelled: isCancelled)
      )
    }
    try whenTrained(session.trainedWeights)
    return result
  }
}

/// What a training starts from.
public enum TrainingStart: Sendable {
  /// Initial values drawn from the seed.
  case scratch
  /// A checkpoint of a training with the same network, recipe and seed, which then goes on as if
  /// it had never stopped: the result is the same to the last bit.
  case checkpoint(path: String)
  /// A value for every parameter; the classifier begins afresh where `newHead` says so.
  case weights(WeightTable, newHead: Bool)
}

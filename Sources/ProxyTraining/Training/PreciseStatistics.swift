import NetworkExecution
import Networks
import TrainingData

/// Means and variances of batch normalisations measured for the weights as they are, in place of
/// running averages over the weights as they were: pycls's "precise BN".
///
/// Each is the plain mean of those of the first batches of the first epoch, as
/// `torch.optim.swa_utils.update_bn` has it. Measuring runs the forward half of the training plan, and
/// changes neither the training's weights nor its running averages. What is dropped at random follows
/// from seed and batch, so that weights measured again get the same statistics.
final class PreciseStatistics {
  /// The weights measured last, with their statistics.
  let weights: FloatBlock
  private let batches: Int
  /// Where the statistics are among the weights.
  private let statistics: [Range<Int>]
  /// The step whose weights they are.
  private(set) var step: Int?

  init(batches: Int, of layout: ParameterLayout) throws {
    self.batches = batches
    weights = try FloatBlock(floats: layout.count)
    statistics = layout.tensors
      .filter { [.runningMean, .runningVariance].contains($0.role) }
      .map { $0.offset..<$0.offset + $0.count }
  }

  /// Measures the statistics of `values`, the weights at `step`, unless that has been done.
  ///
  /// - Throws: `TrainingDataError` for an image that cannot be read.
  func measure(
    _ values: FloatBlock, at step: Int, order: BatchOrder, on engine: TrainingEngine,
    images: ImagePreparation
  ) throws {
    guard self.step != step else { return }
    weights.base.update(from: values.base, count: values.floats)
    // From nothing, so that no rounding is left of what stood there.
    for range in statistics {
      (weights.base + range.lowerBound).update(repeating: 0, count: range.count)
    }
    try engine.training(with: weights) { executor in
      let settings = executor.settings
      defer { executor.settings = settings }
      for batch in 0..<batches {
        try PreparedBatch(executor).fill(
          order.batch(batch), epoch: 0, by: images, on: engine.pool)
        executor.settings.statisticsShare = 1 / Double(batch + 1)
        executor.settings.randomness = StepRandomness(seed: order.seed, step: batch)
        executor.runStatistics()
      }
    }
    self.step = step
  }
}

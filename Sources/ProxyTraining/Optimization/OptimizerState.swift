import Foundation
import NetworkExecution
import TrainingRecipes

/// What an optimizer keeps between steps, and the step itself.
///
/// Parameters, gradients, state and average lie in flat arrays of one layout, so a step is a few
/// runs over memory, cut into fixed chunks.
final class OptimizerState {
  let optimizer: Optimizer
  let weightDecay: Float
  let layout: ParameterLayout
  /// Velocity or first moment, then mean square or second moment.
  let slots: [FloatBlock]
  /// The moving average of parameters and running statistics, if one is kept.
  let average: FloatBlock?

  /// - Throws: `ExecutionError` where the system has not enough memory.
  init(
    _ optimizer: Optimizer, weightDecay: Float, layout: ParameterLayout, keepsAverage: Bool
  ) throws {
    self.optimizer = optimizer
    self.weightDecay = weightDecay
    self.layout = layout
    slots = try (0..<optimizer.slots).map { _ in try FloatBlock(floats: layout.trainedCount) }
    average = keepsAverage ? try FloatBlock(floats: layout.count) : nil
    if case .rmsProp = optimizer {
      slots[1].base.update(repeating: 1, count: layout.trainedCount)
    }
  }

  /// The average begins at the parameters themselves.
  func beginAverage(at values: FloatBlock) {
    average?.base.update(from: values.base, count: layout.count)
  }

  /// One step of all parameters that are trained, on all threads of the pool.
  ///
  /// - Parameters:
  ///   - step: The number of steps before this one.
  ///   - rate: The learning rate.
  ///   - averageDecay: What the average keeps of itself.
  ///   - values: The parameters.
  ///   - gradients: Their gradients, laid out alike.
  ///   - ranges: The stretches of the layout to change.
  ///   - kernels: What does the arithmetic.
  ///   - pool: The threads.
  func apply(
    step: Int, rate: Float, averageDecay: Float, values: FloatBlock, gradients: FloatBlock,
    ranges: [Range<Int>], kernels: Kernels, pool: ThreadPool
  ) {
    let chunks = chunks(ranges)
    let (corrections, decayed) = (corrections(step: step), layout.decayedCount)
    let job = OptimizerJob(state: self, values: values, gradients: gradients, kernels: kernels)
    let threads = pool.threads
    pool.run { thread in
      // Elementwise: which thread takes a chunk changes nothing.
      for index in stride(from: thread, to: chunks.count, by: threads) {
        let chunk = chunks[index]
        job.apply(
          chunk, rate: rate, decays: chunk.upperBound <= decayed, corrections: corrections,
          averageDecay: averageDecay)
      }
    }
    averageStatistics(values, averageDecay, kernels)
  }

  /// Chunks of 32 Ki floats that do not cross from decayed to other parameters.
  private func chunks(_ ranges: [Range<Int>]) -> [Range<Int>] {
    let size = 1 << 15
    var chunks: [Range<Int>] = []
    for range in ranges {
      var start = range.lowerBound
      while start < range.upperBound {
        var end = min(start + size, range.upperBound)
        if start < layout.decayedCount { end = min(end, layout.decayedCount) }
        chunks.append(start..<end)
        start = end
      }
    }
    return chunks
  }

  /// Adam's corrections for moments that begin at zero.
  private func corrections(step: Int) -> (Float, Float) {
    guard case .adamW(let beta1, let beta2, _) = optimizer else { return (1, 1) }
    let count = Double(step + 1)
    // Of the constants as the kernels have them.
    return (
      Float(1 - pow(Double(Float(beta1)), count)), Float(1 - pow(Double(Float(beta2)), count))
    )
  }

  private func averageStatistics(_ values: FloatBlock, _ decay: Float, _ kernels: Kernels) {
    guard let average else { return }
    let (start, count) = (layout.trainedCount, layout.count - layout.trainedCount)
    kernels.scale(count, decay, average.base + start)
    kernels.axpy(count, 1 - decay, values.base + start, average.base + start)
  }
}

/// One step's pointers, for all threads.
private struct OptimizerJob: @unchecked Sendable {
  // Chunks are disjoint, so are the parts of memory that threads write.
  let state: OptimizerState
  let values: FloatBlock
  let gradients: FloatBlock
  let kernels: Kernels

  func apply(
    _ chunk: Range<Int>, rate: Float, decays: Bool, corrections: (Float, Float),
    averageDecay: Float
  ) {
    let (start, count) = (chunk.lowerBound, chunk.count)
    let first = state.slots[0].base + start
    let chunk = OptimizerChunk(
      count: count, rate: rate, weightDecay: decays ? state.weightDecay : 0,
      gradient: gradients.base + start, parameter: values.base + start,
      average: state.average.map { $0.base + start }, averageDecay: averageDecay)
    switch state.optimizer {
    case .rmsProp(let rho, let momentum, let epsilon):
      kernels.rmsProp(
        chunk, velocity: first, square: state.slots[1].base + start, momentum: Float(momentum),
        rho: Float(rho), epsilon: Float(epsilon))
    case .sgd(let momentum, let nesterov):
      kernels.sgd(chunk, velocity: first, momentum: Float(momentum), nesterov: nesterov)
    case .adamW(let beta1, let beta2, let epsilon):
      kernels.adamW(
        chunk, mean: first, square: state.slots[1].base + start, beta1: Float(beta1),
        beta2: Float(beta2), corrections: corrections, epsilon: Float(epsilon))
    }
  }
}

extension Optimizer {
  /// The vectors that it keeps per parameter.
  var slots: Int {
    switch self {
    case .rmsProp, .adamW: 2
    case .sgd: 1
    }
  }
}

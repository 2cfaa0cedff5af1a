import NetworkExecution
public import Networks
public import TrainingData

/// Runs a network with given weights, which it holds once, as its kernels read them.
public final class Predictor {
  private let network: Network
  private let engine: InferenceEngine

  /// - Parameters:
  ///   - network: The network that predicts.
  ///   - weights: A value for every parameter of the network. They are released as they are taken
  ///     over, where nobody else holds them.
  ///   - batch: Images at a time, 1 to 65536.
  ///   - threads: 1 to 1024; they do not change results.
  ///   - memoryLimit: Bytes that may be needed; more is refused before anything is allocated.
  /// - Throws: ``TrainingError`` where a weight is missing or has another number of values, or
  ///   memory is not enough.
  public init(
    _ network: Network, weights: consuming WeightTable, batch: Int = 32, threads: Int = 2,
    memoryLimit: Int? = nil
  ) throws {
    guard (1...65_536).contains(batch), (1...1024).contains(threads) else {
      throw TrainingError(
        .invalidSetting, "batch \(batch), threads \(threads); expected 1 to 65536 and 1 to 1024")
    }
    self.network = network
    do {
      engine = try InferenceEngine(
        network, weights: weights, batch: batch, threads: threads, memoryLimit: memoryLimit)
    } catch let error as ExecutionError {
      throw TrainingError(error)
    }
  }

  /// The logits of all images of a source, `[images, classes]`.
  ///
  /// - Throws: ``TrainingError`` where the images have other channels than the network reads,
  ///   `TrainingDataError` where one cannot be read.
  public func logits(
    of source: any ImageSource, normalization: Normalization
  ) throws -> [Float] {
    guard source.channels == network.inputShape.channels else {
      throw TrainingError(
        .unsuitableNetwork,
        "the network reads \(network.inputShape.channels) channels; the images have "
          + "\(source.channels)")
    }
    let (executor, shape) = (engine.executor, network.inputShape)
    let (batch, classes) = (executor.interface.batch, network.outputShape.channels)
    let preparation = ImagePreparation(
      source, size: ImageSize(height: shape.height, width: shape.width),
      normalization: normalization)
    var logits: [Float] = []
    logits.reserveCapacity(source.count * classes)
    var done = 0
    while done < source.count {
      let count = min(batch, source.count - done)
      try PreparedBatch(executor).fill(
        Array(done..<done + count), epoch: 0, by: preparation, on: engine.pool)
      executor.run()
      logits += executor.logits.prefix(count * classes)
      done += count
    }
    return logits
  }
}

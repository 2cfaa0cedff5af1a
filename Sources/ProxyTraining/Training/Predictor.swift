import NetworkExecution
public import Networks
public import TrainingData

/// Runs a network with given weights.
public final class Predictor {
  private let network: Network
  private let executor: PlanExecutor
  private let parameters: ParameterStore
  private let pool: ThreadPool

  /// - Parameters:
  ///   - weights: A value for every parameter of the network.
  ///   - batch: Images at a time.
  ///   - memoryLimit: Bytes that may be needed; more is refused before anything is allocated.
  /// - Throws: ``TrainingError`` where a weight is missing or has another number of values, or memory
  ///   is not enough.
  public init(
    _ network: Network, weights: WeightTable, batch: Int = 32, threads: Int = 2,
    memoryLimit: Int? = nil
  ) throws {
    guard (1...65_536).contains(batch), (1...1024).contains(threads) else {
      throw TrainingError(
        .invalidSetting, "batch \(batch), threads \(threads); expected 1 to 65536 and 1 to 1024")
    }
    self.network = network
    (executor, parameters, pool) = try TrainingError.translating {
      try Self.prepare(
        network, weights, batch: batch, threads: threads, memoryLimit: memoryLimit)
    }
  }

  private static func prepare(
    _ network: Network, _ weights: WeightTable, batch: Int, threads: Int, memoryLimit: Int?
  ) throws -> (PlanExecutor, ParameterStore, ThreadPool) {
    let plan = try Plan(network, batch: batch, isTraining: false)
    let bytes = plan.bytes(threads: threads) + 4 * plan.layout.count
    if let memoryLimit, bytes > memoryLimit {
      throw TrainingError(
        .overMemoryLimit,
        "'\(network.name)' with batches of \(batch) needs \(bytes) bytes; the limit is "
          + "\(memoryLimit): use a smaller batch, resolution or network")
    }
    let parameters = try ParameterStore(plan.layout)
    try parameters.load(weights)
    let pool = ThreadPool(threads: threads)
    let memory = try PlanMemory(
      plan, threads: threads, values: parameters.block, gradients: nil)
    let executor = PlanExecutor(plan, memory: memory, pool: pool, kernels: try Kernels())
    return (executor, parameters, pool)
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
    let plan = executor.plan
    let preparation = ImagePreparation(
      source, size: ImageSize(height: plan.inputShape.height, width: plan.inputShape.width),
      normalization: normalization)
    var logits: [Float] = []
    logits.reserveCapacity(source.count * plan.classes)
    var done = 0
    while done < source.count {
      let count = min(plan.batch, source.count - done)
      try PreparedBatch(executor).fill(
        Array(done..<done + count), epoch: 0, by: preparation, on: pool)
      executor.run()
      logits += executor.logits.prefix(count * plan.classes)
      done += count
    }
    return logits
  }
}

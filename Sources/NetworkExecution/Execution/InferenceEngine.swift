public import Networks

/// A network with weights bound for inference.
///
/// It holds them once, in the form that its kernels read, beside the maps of one run. A batch is split
/// into runs of as many images as the caches hold the maps of.
public final class InferenceEngine {
  package let executor: PlanExecutor
  package let pool: ThreadPool
  private let weights: InferenceWeights
  /// Bytes planned: weights, maps of a batch, scratch of the threads.
  public let memoryBytes: Int

  /// A network whose weights are taken one after the other.
  ///
  /// - Parameters:
  ///   - network: A classifier; layers that what is put out does not depend on are left out.
  ///   - layer: The layer whose map is put out; `nil` for the main output.
  ///   - batch: Images that are there at once, at least 1.
  ///   - threads: At least 1; they do not change results.
  ///   - memoryLimit: Bytes that may be needed; more is refused before anything is allocated.
  ///   - values: The values of a tensor of ``ParameterLayout``, in the order of its shape.
  /// - Throws: ``ExecutionError`` for a network that is no classifier or has an operator without a
  ///   kernel, and where memory is not enough; what `values` throws.
  package init(
    _ network: Network, upTo layer: Int? = nil, batch: Int, threads: Int, memoryLimit: Int? = nil,
    values: (ParameterTensor) throws -> [Float]
  ) throws {
    let plan = try InferencePlan(network, upTo: layer, splitting: batch)
    memoryBytes = plan.bytes(threads: threads)
    if let memoryLimit, memoryBytes > memoryLimit {
      throw ExecutionError(
        .overMemoryLimit,
        "'\(network.name)' with batches of \(batch) needs \(memoryBytes) bytes; the limit is "
          + "\(memoryLimit): use a smaller batch, resolution or network")
    }
    pool = ThreadPool(threads: threads)
    (executor, weights) = try Self.prepare(plan, pool: pool, kernels: Kernels())
    try weights.bind(values)
  }

  /// A network with given weights.
  ///
  /// - Parameters:
  ///   - network: A classifier; layers that what is put out does not depend on are left out.
  ///   - layer: The layer whose map is put out; `nil` for the main output.
  ///   - weights: A value for every parameter of the network, and no others. What is bound is
  ///     released, where nobody else holds it.
  ///   - batch: Images that are there at once, at least 1.
  ///   - threads: At least 1; they do not change results.
  ///   - memoryLimit: Bytes that may be needed; more is refused before anything is allocated.
  /// - Throws: ``ExecutionError`` for a network that is no classifier or has an operator without a
  ///   kernel, for weights that do not fit, and where memory is not enough.
  public convenience init(
    _ network: Network, upTo layer: Int? = nil, weights: consuming WeightTable, batch: Int,
    threads: Int, memoryLimit: Int? = nil
  ) throws {
    try ParameterLayout(network).check(weights)
    var rest = weights
    try self.init(
      network, upTo: layer, batch: batch, threads: threads, memoryLimit: memoryLimit
    ) { tensor in
      let values = rest[tensor.id] ?? []
      // Weights are asked for once, and are most of the memory.
      if tensor.role == .weight { rest[tensor.id] = nil }
      return values
    }
  }

  /// A plan without weights yet, on the threads of a pool.
  ///
  /// - Throws: ``ExecutionError`` where the system has not enough memory.
  init(_ plan: InferencePlan, pool: ThreadPool, kernels: Kernels) throws(ExecutionError) {
    memoryBytes = plan.bytes(threads: pool.threads)
    self.pool = pool
    (executor, weights) = try Self.prepare(plan, pool: pool, kernels: kernels)
  }

  private static func prepare(
    _ plan: InferencePlan, pool: ThreadPool, kernels: Kernels
  ) throws(ExecutionError) -> (PlanExecutor, InferenceWeights) {
    let weights = try InferenceWeights(plan.weights, kernels: kernels)
    let memory = try PlanMemory(plan.program, threads: pool.threads)
    memory.use(weights.block, as: .parameters)
    let executor = PlanExecutor(
      plan.program, plan.interface, memory: memory, pool: pool, kernels: kernels)
    return (executor, weights)
  }

  /// Takes over the weights of a parameter store's block.
  func bind(_ parameters: FloatBlock) { weights.bind(parameters, on: pool) }

  /// Runs the network on some images.
  ///
  /// - Parameter images: `[images, height, width, channels]`.
  /// - Returns: The logits, `[images, classes]`; of an engine up to another layer its map,
  ///   `[images, height, width, channels]`.
  public func logits(of images: [Float]) -> [Float] {
    let interface = executor.interface
    let (size, put) = (interface.inputShape.elements, interface.outputs[0].shape.elements)
    precondition(images.count.isMultiple(of: size), "\(images.count) floats are no images")
    var logits: [Float] = []
    logits.reserveCapacity(images.count / size * put)
    for start in stride(from: 0, to: images.count, by: interface.batch * size) {
      let part = images[start..<min(images.count, start + interface.batch * size)]
      part.withUnsafeBufferPointer { floats in
        guard let first = floats.baseAddress else { return }
        executor.memory.pointer(interface.input).update(from: first, count: floats.count)
      }
      executor.run()
      logits += executor.logits.prefix(part.count / size * put)
    }
    return logits
  }
}

package import Networks

/// A network with its parameters and plans: one training step or one batch of inference at a time.
package final class TrainingEngine {
  package let network: Network
  package let batch: Int
  package let parameters: ParameterStore
  package let gradients: FloatBlock
  package let training: PlanExecutor
  package let pool: ThreadPool
  package let kernels: Kernels
  /// Bytes planned in all: plans, parameters, gradients, optimizer state.
  package let memoryBytes: Int
  private let inferencePlan: InferencePlan
  private var inference: InferenceEngine?

  /// Plans and allocates a training.
  ///
  /// - Parameters:
  ///   - network: A classifier.
  ///   - batch: Images of a step, at least 1.
  ///   - losses: At most one per output; `nil` for ``OutputLoss/classifying(_:)``.
  ///   - threads: At least 1; they do not change results.
  ///   - variant: The kernels to run on.
  ///   - memoryLimit: Bytes that may be needed in all; more is refused before anything is allocated.
  ///   - stateVectors: Vectors as long as the parameters that the optimizer will keep.
  ///   - loadedBytes: What batches take that are prepared ahead.
  ///   - isTrainable: Whether the optimizer changes a layer's parameters.
  /// - Throws: ``ExecutionError`` for a network that is no classifier, a plan over the limit, or
  ///   where the system has not enough memory.
  package init(
    _ network: Network, batch: Int, losses: [OutputLoss]? = nil, threads: Int,
    variant: KernelVariant = .best, memoryLimit: Int? = nil, stateVectors: Int = 0,
    loadedBytes: Int = 0,
    isTrainable: @escaping (Int) -> Bool = { _ in true }
  ) throws(ExecutionError) {
    self.network = network
    self.batch = batch
    kernels = try Kernels(variant)
    let plan = try TrainingPlan(
      network, batch: batch, losses: losses, isTrainable: isTrainable)
    inferencePlan = try InferencePlan(network, batch: batch, isScored: true)
    let vectors = 2 + stateVectors
    memoryBytes =
      plan.program.bytes(threads: threads) + inferencePlan.bytes(threads: threads)
      + 4 * vectors * plan.layout.count + loadedBytes
    if let memoryLimit, memoryBytes > memoryLimit {
      throw ExecutionError(
        .overMemoryLimit,
        "training '\(network.name)' with batches of \(batch) needs \(memoryBytes) bytes "
          + "(\((memoryBytes + 999_999) / 1_000_000) MB); the limit is \(memoryLimit): use a smaller "
          + "batch, resolution or network")
    }
    parameters = try ParameterStore(plan.layout)
    gradients = try FloatBlock(floats: plan.layout.count)
    pool = ThreadPool(threads: threads)
    let memory = try PlanMemory(plan.program, threads: threads)
    memory.use(parameters.block, as: .parameters)
    memory.use(gradients, as: .gradients)
    training = PlanExecutor(
      plan.program, plan.interface, memory: memory, pool: pool, kernels: kernels)
  }

  /// Runs the training plan on other weights, whose running statistics it changes.
  ///
  /// - Parameters:
  ///   - values: A block of the parameters' layout.
  ///   - body: What runs it, or its statistics alone; gradients are undefined afterwards, until the
  ///     next step.
  package func training(
    with values: FloatBlock, _ body: (PlanExecutor) throws -> Void
  ) rethrows {
    training.memory.use(values, as: .parameters)
    defer { training.memory.use(parameters.block, as: .parameters) }
    try body(training)
  }

  /// Inference with the weights of a block as they are now; its memory is taken when first needed.
  ///
  /// - Parameter values: A block of the parameters' layout.
  /// - Returns: What runs batches with these weights, until others are bound.
  /// - Throws: ``ExecutionError`` where the system has not enough memory.
  package func inference(with values: FloatBlock) throws(ExecutionError) -> PlanExecutor {
    if inference == nil {
      inference = try InferenceEngine(inferencePlan, pool: pool, kernels: kernels)
    }
    guard let inference else { preconditionFailure("it has just been made") }
    inference.bind(values)
    return inference.executor
  }
}

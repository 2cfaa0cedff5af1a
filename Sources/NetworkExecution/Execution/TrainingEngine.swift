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
  private let inferencePlan: Plan
  private var inference: PlanExecutor?
  private let threads: Int

  /// - Parameters:
  ///   - memoryLimit: Bytes that may be needed in all; more is refused before anything is allocated.
  ///   - stateVectors: Vectors as long as the parameters that the optimizer will keep.
  ///   - loadedBytes: What batches take that are prepared ahead.
  /// - Throws: ``ExecutionError`` for a network that is no classifier, a plan over the limit, or
  ///   where the system has not enough memory.
  package init(
    _ network: Network, batch: Int, threads: Int, variant: KernelVariant = .best,
    memoryLimit: Int? = nil, stateVectors: Int = 0, loadedBytes: Int = 0,
    isTrainable: @escaping (Int) -> Bool = { _ in true }
  ) throws(ExecutionError) {
    self.network = network
    self.batch = batch
    self.threads = threads
    kernels = try Kernels(variant)
    let plan = try Plan(network, batch: batch, isTraining: true, isTrainable: isTrainable)
    inferencePlan = try Plan(network, batch: batch, isTraining: false)
    let vectors = 2 + stateVectors
    memoryBytes =
      plan.bytes(threads: threads) + inferencePlan.bytes(threads: threads)
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
    let memory = try PlanMemory(
      plan, threads: threads, values: parameters.block, gradients: gradients)
    training = PlanExecutor(plan, memory: memory, pool: pool, kernels: kernels)
  }

  /// Inference; its memory is taken when first needed.
  ///
  /// - Throws: ``ExecutionError`` where the system has not enough memory.
  package func inferenceExecutor() throws(ExecutionError) -> PlanExecutor {
    if let inference { return inference }
    let memory = try PlanMemory(
      inferencePlan, threads: threads, values: parameters.block, gradients: nil)
    let executor = PlanExecutor(inferencePlan, memory: memory, pool: pool, kernels: kernels)
    inference = executor
    return executor
  }
}

/// One batch as a plan takes it.
package struct BatchInput {
  /// `[batch, height, width, channels]`.
  var images: UnsafePointer<Float>
  var labels: UnsafePointer<Int32>
  /// The second label and the share of the first, where images are mixed.
  var mixing: (labels: UnsafePointer<Int32>, shares: UnsafePointer<Float>)?

  package init(images: UnsafePointer<Float>, labels: UnsafePointer<Int32>) {
    self.images = images
    self.labels = labels
  }
}

extension PlanExecutor {
  /// Copies a batch into the plan's input.
  package func load(_ input: BatchInput) {
    let count = plan.batch
    memory.pointer(plan.input).update(from: input.images, count: count * plan.inputShape.elements)
    let (labels, others, shares) = (
      memory.integers(plan.labels), memory.integers(plan.otherLabels), memory.pointer(plan.shares)
    )
    labels.update(from: input.labels, count: count)
    others.update(from: input.mixing?.labels ?? input.labels, count: count)
    if let mixing = input.mixing {
      shares.update(from: mixing.shares, count: count)
    } else {
      shares.update(repeating: 1, count: count)
    }
  }

  /// The mean loss of the first `count` images, and how many of them were right.
  package func score(count: Int) -> (loss: Double, correct: Int) {
    let (losses, correct) = (memory.pointer(plan.losses), memory.bytes(plan.correct))
    var (loss, right) = (0.0, 0)
    for image in 0..<count {
      loss += Double(losses[image])
      right += Int(correct[image])
    }
    return (loss / Double(max(1, count)), right)
  }

  /// `[batch, classes]`.
  package var logits: [Float] {
    Array(
      UnsafeBufferPointer(start: memory.pointer(plan.logits), count: plan.batch * plan.classes))
  }
}

import Dispatch
import NetworkExecution
public import Networks
import TrainingRecipes

/// Times training steps, or batches of inference, on random images.
public final class StepBenchmark {
  private let network: Network
  private let executor: PlanExecutor
  private let training: Training?
  /// Runs of the plan that a step takes.
  private let runs: Int
  private var step = 0
  /// Trainable scalars.
  public let parameters: Int
  /// Bytes of memory.
  public let memoryBytes: Int
  /// The kernels that run.
  public let variant: String

  /// What only a training step needs.
  private struct Training {
    let engine: TrainingEngine
    let optimizer: OptimizerState
  }

  /// Prepares a network; the optimizer is SGD with momentum 0.9.
  ///
  /// - Parameters:
  ///   - network: The network to time.
  ///   - batch: Images of a step, at least 1.
  ///   - threads: At least 1.
  ///   - isInference: Whether to time the forward pass of inference instead.
  /// - Throws: ``TrainingError`` as ``Trainer`` does.
  public init(_ network: Network, batch: Int, threads: Int, isInference: Bool = false) throws {
    self.network = network
    let layout = ParameterLayout(network)
    parameters = layout.parameters
    if isInference {
      let engine = try TrainingError.translating {
        try InferenceEngine(network, batch: batch, threads: threads) {
          ParameterStore.initialValues(of: $0, in: network, .fanOut, seed: 0)
        }
      }
      (training, executor, memoryBytes) = (nil, engine.executor, engine.memoryBytes)
      let images = engine.executor.interface.batch
      runs = (batch + images - 1) / images
    } else {
      let training = try TrainingError.translating {
        let engine = try TrainingEngine(network, batch: batch, threads: threads, stateVectors: 1)
        engine.parameters.initialize(network, .fanOut, seed: 0)
        return Training(
          engine: engine,
          optimizer: try OptimizerState(
            .sgd(), weightDecay: 0, layout: layout, keepsAverage: false))
      }
      executor = training.engine.training
      runs = 1
      (self.training, memoryBytes) = (training, training.engine.memoryBytes)
    }
    variant = executor.kernels.variant.rawValue
    fillInput()
  }

  private func fillInput() {
    let interface = executor.interface
    let images = executor.memory.pointer(interface.input)
    // Any numbers do that are spread like normalised images.
    var state: UInt32 = 1
    for index in 0..<interface.batch * interface.inputShape.elements {
      state = state &* 1_664_525 &+ 1_013_904_223
      images[index] = Float(state >> 8) * 0x1p-24 * 3.46 - 1.73
    }
    let batch = PreparedBatch(executor)
    for image in 0..<interface.batch {
      batch.label(image, image % interface.outputs[0].classes)
    }
  }

  /// Runs one step and returns its seconds.
  public func run() -> Double {
    let start = DispatchTime.now().uptimeNanoseconds
    for _ in 0..<runs { executor.run() }
    if let training {
      let engine = training.engine
      training.optimizer.apply(
        step: step, rate: 0.01, averageDecay: 0, values: engine.parameters.block,
        gradients: engine.gradients, ranges: [0..<engine.parameters.layout.trainedCount],
        kernels: engine.kernels, pool: engine.pool)
    }
    step += 1
    return Double(DispatchTime.now().uptimeNanoseconds - start) / 1e9
  }

  /// Multiply-adds of a run.
  public var multiplyAdds: Int { runs * executor.program.multiplyAdds }
  /// Bytes of the matrices that the steps read and write, each once per step.
  public var planBytes: Int { runs * executor.program.bytesMoved }

  /// Starts to measure the plan's steps.
  public func measureSteps() { executor.measure() }

  /// A step of a plan, measured.
  public struct Step: Hashable, Sendable {
    /// The layer it belongs to.
    public let layer: String
    /// The operation's name.
    public let kind: String
    /// The operation in words.
    public let name: String
    /// Of the batch.
    public let multiplyAdds: Int
    /// Of one run.
    public let seconds: Double
  }

  /// The plan's steps, their means over so many runs since ``measureSteps()``, as the first thread saw
  /// them.
  public func steps(runs: Int) -> [Step] {
    zip(executor.program.steps, executor.measurements).map { step, time in
      Step(
        layer: network.name(of: step.layer), kind: step.kind, name: step.title,
        multiplyAdds: self.runs * step.multiplyAdds,
        seconds: Double(time) / 1e9 / Double(max(1, runs)))
    }
  }
}

import Dispatch
import NetworkExecution
public import Networks

/// Times training steps, or batches of inference, on random images.
public final class StepBenchmark {
  private let engine: TrainingEngine
  private let optimizer: OptimizerState
  private let executor: PlanExecutor
  private let isInference: Bool
  private var step = 0

  /// Prepares a network; the optimizer is SGD with momentum 0.9.
  ///
  /// - Throws: ``TrainingError`` as ``Trainer`` does.
  public init(_ network: Network, batch: Int, threads: Int, isInference: Bool = false) throws {
    (engine, optimizer, executor) = try TrainingError.translating {
      let engine = try TrainingEngine(network, batch: batch, threads: threads, stateVectors: 1)
      engine.parameters.initialize(network, .fanOut, seed: 0)
      let optimizer = try OptimizerState(
        .sgd(), weightDecay: 0, layout: engine.parameters.layout, keepsAverage: false)
      return (engine, optimizer, isInference ? try engine.inferenceExecutor() : engine.training)
    }
    self.isInference = isInference
    fillInput()
  }

  private func fillInput() {
    let plan = executor.plan
    let images = executor.memory.pointer(plan.input)
    // Any numbers do that are spread like normalised images.
    var state: UInt32 = 1
    for index in 0..<plan.batch * plan.inputShape.elements {
      state = state &* 1_664_525 &+ 1_013_904_223
      images[index] = Float(state >> 8) * 0x1p-24 * 3.46 - 1.73
    }
    let (labels, others, shares) = (
      executor.memory.integers(plan.labels), executor.memory.integers(plan.otherLabels),
      executor.memory.pointer(plan.shares)
    )
    for image in 0..<plan.batch {
      labels[image] = Int32(image % plan.classes)
      others[image] = labels[image]
      shares[image] = 1
    }
  }

  /// Runs one step and returns its seconds.
  public func run() -> Double {
    let start = DispatchTime.now().uptimeNanoseconds
    executor.run()
    if !isInference {
      optimizer.apply(
        step: step, rate: 0.01, averageDecay: 0, values: engine.parameters.block,
        gradients: engine.gradients, ranges: [0..<engine.parameters.layout.trainedCount],
        kernels: engine.kernels, pool: engine.pool)
    }
    step += 1
    return Double(DispatchTime.now().uptimeNanoseconds - start) / 1e9
  }

  /// Trainable scalars.
  public var parameters: Int { engine.parameters.layout.parameters }
  /// Multiply-adds of a run.
  public var multiplyAdds: Int { executor.plan.multiplyAdds }
  /// Bytes of the matrices that the steps read and write, each once per step.
  public var planBytes: Int { executor.plan.bytes }
  /// Bytes of memory.
  public var memoryBytes: Int { engine.memoryBytes }
  public var variant: String { engine.kernels.variant.rawValue }

  /// Starts to measure the plan's steps.
  public func measureSteps() { executor.measure() }

  /// Milliseconds of each step since ``measureSteps()``, as the first thread saw them.
  public var stepTimes: [(kind: String, layer: String, milliseconds: Double)] {
    zip(executor.plan.steps, executor.measurements).map { step, time in
      (step.kind, engine.network.name(of: step.layer), Double(time) / 1e6)
    }
  }
}

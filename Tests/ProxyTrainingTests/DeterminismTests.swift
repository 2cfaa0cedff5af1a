import ExecutionTestSupport
import NetworkExecution
import Networks
import Testing
import TrainingRecipes

@testable import ProxyTraining

@Suite struct DeterminismTests {
  /// Three steps give the same bits on any number of threads, with random layers among them.
  @Test(arguments: [
    OperatorCase.mbConvStage, .stochasticDepth, .dropout, .denseBlock, .residualProjection,
    .maximumPooling, .adaptiveShrinking, .layerNormalization,
  ])
  func threadsChangeNothing(_ operatorCase: OperatorCase) throws {
    let network = try largeEnough(operatorCase)
    let single = try weights(after: 3, of: network, threads: 1)
    for threads in [2, 3, 8] {
      let several = try weights(after: 3, of: network, threads: threads)
      #expect(single.elementsEqual(several) { $0.bitPattern == $1.bitPattern })
    }
  }

  /// The operators' networks with an input that is cut into several parts.
  private func largeEnough(_ operatorCase: OperatorCase) throws -> Network {
    let network = try operatorCase.network()
    let plan = try TrainingPlan(network, batch: batch)
    try #require(plan.program.steps.contains { $0.units > 3 }, "nothing is shared between threads")
    return network
  }

  private let batch = 2500

  private func weights(after steps: Int, of network: Network, threads: Int) throws -> [Float] {
    let engine = try randomEngine(network, batch: batch, threads: threads)
    let optimizer = try OptimizerState(
      .rmsProp(), weightDecay: 1e-5, layout: engine.parameters.layout, keepsAverage: true)
    optimizer.beginAverage(at: engine.parameters.block)
    for step in 0..<steps {
      engine.training.settings.randomness = StepRandomness(seed: 5, step: step)
      engine.training.run()
      optimizer.apply(
        step: step, rate: 0.01, averageDecay: 0.5, values: engine.parameters.block,
        gradients: engine.gradients, ranges: [0..<engine.parameters.layout.trainedCount],
        kernels: engine.kernels, pool: engine.pool)
    }
    let average = try #require(optimizer.average)
    return snapshot(engine.parameters.block) + snapshot(average)
  }
}

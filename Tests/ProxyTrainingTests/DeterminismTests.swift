import ModelZoo
import Networks
import Testing

@testable import NetworkExecution
@testable import ProxyTraining

@Suite struct DeterminismTests {
  /// Three steps give the same bits on any number of threads, with random layers among them.
  @Test(arguments: [
    OperatorCase.mbConvStage, .stochasticDepth, .dropout, .denseBlock, .residualProjection,
    .maximumPooling, .layerNormalization,
  ])
  func threadsChangeNothing(_ operatorCase: OperatorCase) throws {
    let network = try largeEnough(operatorCase)
    let single = try weights(after: 3, of: network, threads: 1)
    for threads in [2, 3, 8] {
      let several = try weights(after: 3, of: network, threads: threads)
      #expect(single.elementsEqual(several) { $0.bitPattern == $1.bitPattern })
    }
  }

  /// A step computes the same bits on vectors of 8 and of 16 floats, which is to say on AVX2 and on
  /// AVX-512.
  @Test(.enabled(if: KernelVariant.wide.isAvailable), arguments: OperatorCase.allCases)
  func vectorWidthChangesNothing(_ operatorCase: OperatorCase) throws {
    try expectSameBits(of: operatorCase.network(), batch: 5)
  }

  @Test(
    .enabled(if: KernelVariant.wide.isAvailable),
    arguments: [
      "efficientnet-b0", "mobilenet-v3-small", "resnet-18", "regnety-200mf", "densenet-121",
      "shufflenet-v2-0.5", "mixnet-s", "convnext-t", "squeezenet-1.1",
    ])
  func vectorWidthChangesNoKnownNetwork(_ name: String) throws {
    try expectSameBits(of: ModelZoo.model(named: name).network(resolution: 61), batch: 2)
  }

  private func expectSameBits(of network: Network, batch: Int) throws {
    let results = try [KernelVariant.avx2, .wide].map { variant in
      let engine = try randomEngine(network, batch: batch, threads: 2, variant: variant)
      engine.training.run()
      return engine.training.logits + snapshot(engine.gradients) + snapshot(engine.parameters.block)
    }
    #expect(results[0].allSatisfy { $0.isFinite })
    #expect(results[0].elementsEqual(results[1]) { $0.bitPattern == $1.bitPattern })
  }

  /// The operators' networks with an input that is cut into several parts.
  private func largeEnough(_ operatorCase: OperatorCase) throws -> Network {
    let network = try operatorCase.network()
    let plan = try Plan(network, batch: batch, isTraining: true)
    try #require(plan.steps.contains { $0.units > 3 }, "nothing is shared between threads")
    return network
  }

  private let batch = 2500

  private func weights(after steps: Int, of network: Network, threads: Int) throws -> [Float] {
    let engine = try randomEngine(network, batch: batch, threads: threads)
    let optimizer = try OptimizerState(
      .rmsProp(), weightDecay: 1e-5, layout: engine.parameters.layout, keepsAverage: true)
    optimizer.beginAverage(at: engine.parameters.block)
    for step in 0..<steps {
      engine.training.randomness = StepRandomness(seed: 5, step: step)
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

import ExecutionTestSupport
import ModelZoo
import NetworkExecution
import Networks
import Testing

@Suite struct VectorWidthTests {
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
}

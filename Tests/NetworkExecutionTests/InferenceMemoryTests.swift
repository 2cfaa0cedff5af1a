import ExecutionTestSupport
import ModelZoo
import Networks
import Testing

@testable import NetworkExecution

@Suite struct InferenceMemoryTests {
  /// Of a chain, input and logits stay, and at any time the map that is read and the one that is
  /// written.
  @Test func mapsOfAChain() throws {
    let batch = 5
    let plan = try InferencePlan(chain(), batch: batch)
    func floats(_ elements: Int) -> Int { (batch * elements + 15) / 16 * 16 }
    let kept = floats(8 * 8 * 3) + floats(10)
    let live = [
      floats(64 * 32), floats(64 * 32) + floats(64 * 64), floats(64 * 64) + floats(64),
      floats(64) + floats(10), floats(10),
    ]
    #expect(plan.program.arenaFloats == kept + (live.max() ?? 0))
  }

  /// Weights are there once, in panels of 32 columns; a normalisation is two vectors.
  @Test func weightsOfAChain() throws {
    let plan = try InferencePlan(chain(), batch: 1)
    func panels(_ columns: Int) -> Int { (columns + 31) / 32 * 32 }
    let products = 3 * panels(32) + 32 * panels(64) + 64 * panels(10)
    let vectors = 2 * 32 + 2 * 64 + 16
    #expect(plan.weights.floats == products + vectors)
    #expect(
      plan.bytes(threads: 2)
        == 4 * (plan.program.arenaFloats + plan.weights.floats + 2 * plan.program.scratchFloats))
  }

  /// The bound weights do not depend on the batch, the maps grow with it.
  @Test func batchesGrowMapsAlone() throws {
    let (one, many) = (try InferencePlan(chain(), batch: 1), try InferencePlan(chain(), batch: 64))
    #expect(one.weights.floats == many.weights.floats)
    // Ten logits are rounded up to sixteen floats; everything else is a multiple of sixteen.
    #expect(many.program.arenaFloats == 64 * (one.program.arenaFloats - 6))
  }

  /// ResNet-152 has 60.2 million parameters, 241 MB; its largest maps at 224 pixels are 3.2 MB each.
  ///
  /// Winograd's F(2×2, 3×3) keeps sixteen products in place of nine for each pair of channels of the
  /// 3×3 convolutions of stride 1.
  @Test func resNet152() throws {
    let network = try ModelZoo.model(named: "resnet-152").network()
    let plan = try InferencePlan(network, batch: 1)
    let pairs = network.layers.reduce(0) { sum, layer in
      guard case .convolution(let convolution) = layer.operation, convolution.kernelSize == 3,
        convolution.stride == 1
      else { return sum }
      return sum + layer.input.channels * layer.output.channels
    }
    let weights = 4 * (plan.parameters.parameters + (16 - 9) * pairs)
    #expect(plan.bytes(threads: 2) < weights + 25_000_000)
    #expect(4 * plan.program.arenaFloats < 20_000_000)
  }
}

import ExecutionTestSupport
import Networks
import Testing

@testable import NetworkExecution

@Suite struct OutputLossTests {
  private func engine(
    _ network: Network, losses: [OutputLoss]? = nil, threads: Int = 1
  ) throws -> TrainingEngine {
    let engine = try TrainingEngine(network, batch: 5, losses: losses, threads: threads)
    let values = try randomEngine(network, batch: 5).parameters
    for tensor in values.layout.tensors {
      engine.parameters.set(values.values(of: tensor), of: tensor)
    }
    load(randomBatch(network, batch: 5, seed: 3), into: engine.training)
    engine.training.run()
    return engine
  }

  private func gradient(_ engine: TrainingEngine, _ tensor: ParameterTensor) -> [Float] {
    Array(snapshot(engine.gradients)[tensor.offset..<tensor.offset + tensor.count])
  }

  @Test func auxiliaryOutputsCountFourTenths() throws {
    let network = try TwoOutputs.headLast.network()
    #expect(
      OutputLoss.classifying(network) == [
        OutputLoss(output: "logits", kind: .crossEntropy, weight: 1, target: .classes),
        OutputLoss(output: "auxiliary", kind: .crossEntropy, weight: 0.4, target: .classes),
      ])
  }

  /// Loss and gradients of both together are those of one plus 0.4 times those of the other, where
  /// each is trained for itself.
  @Test(arguments: TwoOutputs.allCases)
  func gradientsAddUp(_ form: TwoOutputs) throws {
    let network = try form.network()
    let both = try engine(network)
    let main = try engine(network, losses: [OutputLoss(output: "logits")])
    let other = try engine(network, losses: [OutputLoss(output: "auxiliary")])
    let loss = main.training.score(count: 5).loss + 0.4 * other.training.score(count: 5).loss
    #expect(abs(both.training.score(count: 5).loss - loss) < 1e-6)
    #expect(both.training.score(count: 5).correct == main.training.score(count: 5).correct)
    var changed = 0
    for tensor in both.parameters.layout.tensors where tensor.isTrained {
      let parts = zip(gradient(main, tensor), gradient(other, tensor))
      for (found, (first, second)) in zip(gradient(both, tensor), parts) {
        let expected = Double(first) + 0.4 * Double(second)
        let size = abs(Double(first)) + abs(Double(second))
        #expect(abs(Double(found) - expected) < 5e-5 * max(size, 0.1), "\(tensor.name)")
        if first != 0, second != 0 { changed += 1 }
      }
    }
    // The trunk's convolution and normalisation, at least.
    #expect(changed >= 3 * 3 * 3 * 6 + 12)
  }

  @Test(arguments: TwoOutputs.allCases)
  func threadsDoNotChangeBits(_ form: TwoOutputs) throws {
    let network = try form.network()
    let (one, three) = (try engine(network), try engine(network, threads: 3))
    #expect(snapshot(one.gradients) == snapshot(three.gradients))
  }

  /// A network of one output is the case of one: the same steps, the same bits.
  @Test func oneOutputIsTrainedAsEver() throws {
    let network = try TwoOutputs.headLast.network(hasHead: false)
    let plain = try engine(network)
    let stated = try engine(network, losses: [OutputLoss(output: "logits")])
    #expect(snapshot(plain.gradients) == snapshot(stated.gradients))
    #expect(plain.training.program.steps.count { $0.kind == "CrossEntropy" } == 1)
    // What the main loss alone needs of a network with a head is the network without it.
    let headed = try TrainingPlan(
      TwoOutputs.headLast.network(), batch: 5, losses: [OutputLoss(output: "logits")])
    #expect(headed.program.steps.map(\.kind) == plain.training.program.steps.map(\.kind))
  }

  @Test(arguments: [TwoOutputs.headLast, .headBetween])
  func inferenceRunsTheMainOutputAlone(_ form: TwoOutputs) throws {
    let network = try form.network()
    let plain = try form.network(hasHead: false)
    let store = try randomEngine(network, batch: 3).parameters
    let names = Dictionary(uniqueKeysWithValues: store.layout.tensors.map { ($0.name, $0) })
    let headed = try InferenceEngine(network, batch: 3, threads: 1) { store.values(of: $0) }
    let alone = try InferenceEngine(plain, batch: 3, threads: 1) {
      store.values(of: try #require(names[$0.name]))
    }
    let images = randomBatch(network, batch: 3, seed: 2).images
    #expect(headed.logits(of: images) == alone.logits(of: images))
    #expect(
      try InferencePlan(network, batch: 3).program.steps.map(\.kind)
        == InferencePlan(plain, batch: 3).program.steps.map(\.kind))
  }

  @Test func lossesThatDoNotFitAreRefused() throws {
    let network = try TwoOutputs.headLast.network()
    func message(_ losses: [OutputLoss]) -> String? {
      #expect(throws: ExecutionError.self) {
        try TrainingPlan(network, batch: 1, losses: losses)
      }?.message
    }
    #expect(
      message([OutputLoss(output: "head")])
        == "a loss of output 'head'; network 'headLast' has 'logits', 'auxiliary'")
    let main = OutputLoss(output: "logits")
    #expect(message([main, main])?.contains("two losses of output 'logits'") == true)
    #expect(message([])?.contains("expected one at least") == true)
  }
}

import ExecutionTestSupport
import Foundation
import Networks
import Testing

@testable import NetworkExecution

@Suite struct InferenceTests {
  /// A normalised 1×1 convolution and a classifier, beside the formula in double precision.
  @Test func agreesWithTheFormula() throws {
    let network = try smallNetwork("formula", height: 1, width: 1, channels: 2, classes: 2) {
      try $0.unit($1, "a", channels: 2, activation: .relu)
    }
    let values: [String: [Float]] = [
      "a.weight": [1, -2, 3, 4], "a.norm.scale": [2, 0.5], "a.norm.offset": [1, -1],
      "a.norm.runningMean": [0.5, 1], "a.norm.runningVariance": [4, 0.25],
      "logits.weight": [1, 2, -1, 0.5], "logits.bias": [0.25, -0.25],
    ]
    let engine = try InferenceEngine(network, batch: 1, threads: 1) {
      try #require(values[$0.name])
    }
    let epsilon = BatchNormalization().epsilon
    let (x, y) = (0.7, -0.3)
    let first = max(0, (x + 3 * y - 0.5) / (4 + epsilon).squareRoot() * 2 + 1)
    let second = max(0, (-2 * x + 4 * y - 1) / (0.25 + epsilon).squareRoot() * 0.5 - 1)
    let expected = [first - second + 0.25, 2 * first + 0.5 * second - 0.25]
    for (found, expected) in zip(engine.logits(of: [0.7, -0.3]), expected) {
      #expect(abs(Double(found) - expected) < 1e-6)
    }
  }

  /// Weights bound again give the results of the new weights, to the bit those of an engine that
  /// never had others.
  @Test(arguments: OperatorCase.allCases)
  func boundAgain(_ operatorCase: OperatorCase) throws {
    let network = try operatorCase.network()
    let engine = try randomEngine(network, batch: 4, threads: 2)
    let batch = randomBatch(network, batch: 4, seed: 9)
    func logits() throws -> [Float] {
      let executor = try engine.inference(with: engine.parameters.block)
      load(batch, into: executor)
      executor.run()
      return executor.logits
    }
    let before = try logits()
    let other = try randomEngine(network, batch: 4, seed: 8)
    for tensor in engine.parameters.layout.tensors {
      engine.parameters.set(other.parameters.values(of: tensor), of: tensor)
    }
    let after = try logits()
    #expect(before != after)
    let fresh = try InferenceEngine(
      network, weights: other.parameters.weights, batch: 4, threads: 1)
    let expected = fresh.logits(of: batch.images)
    #expect(after.elementsEqual(expected) { $0.bitPattern == $1.bitPattern })
  }

  /// An image's logits do not depend on the batch that it is in, nor on a part that is left empty.
  @Test func partOfABatch() throws {
    let network = try OperatorCase.mbConvStage.network()
    let weights = try randomEngine(network, batch: 1).parameters.weights
    let images = randomBatch(network, batch: 3, seed: 5).images
    let whole = try InferenceEngine(network, weights: weights, batch: 8, threads: 2)
      .logits(of: images)
    let single = try InferenceEngine(network, weights: weights, batch: 1, threads: 1)
    let size = network.inputShape.elements
    for image in 0..<3 {
      let one = single.logits(of: Array(images[image * size..<(image + 1) * size]))
      for (found, expected) in zip(one, whole[image * 4..<(image + 1) * 4]) {
        #expect(abs(found - expected) < 1e-5 * max(1, abs(expected)))
      }
    }
  }

  /// A plan's inference, whose statistics the weights have, and a training plan, whose batch has
  /// those statistics, compute one function.
  @Test func statisticsOfTheBatchItself() throws {
    let network = try smallNetwork("statistics") { try $0.unit($1, "a", channels: 5, kernel: 3) }
    let engine = try randomEngine(network, batch: 16)
    // With the momentum of a first step that forgets what was: the batch's own, but unbiased.
    engine.training.settings.statisticsMomentum = .warmedUp
    for step in 0..<400 {
      engine.training.settings.randomness = StepRandomness(seed: 0, step: step)
      engine.training.run()
    }
    let executor = try engine.inference(with: engine.parameters.block)
    load(randomBatch(network, batch: 16, seed: 3), into: executor)
    executor.run()
    for (found, expected) in zip(executor.logits, engine.training.logits) {
      #expect(abs(found - expected) < 0.01)
    }
  }

  @Test func weightsThatDoNotFitAreListed() throws {
    let network = try chain()
    var weights = WeightTable()
    weights[ParameterID(layer: 1, role: .weight)] = [1]
    weights[ParameterID(layer: 2, role: .bias)] = []
    let error = #expect(throws: ExecutionError.self) {
      try InferenceEngine(network, weights: weights, batch: 1, threads: 1)
    }
    #expect(error?.reason == .weightMismatch)
    #expect(error?.message.contains("logits.weight: missing; expected [64, 10]") == true)
    #expect(error?.message.contains("a.weight: 1 values; expected [1, 1, 3, 32]") == true)
    #expect(error?.message.contains("bias of layer 2: the network has no such parameter") == true)
  }

  @Test func memoryOverTheLimitIsRefused() throws {
    let network = try chain()
    let error = #expect(throws: ExecutionError.self) {
      try InferenceEngine(network, batch: 1, threads: 1, memoryLimit: 1000) { _ in [] }
    }
    #expect(error?.reason == .overMemoryLimit)
    #expect(error?.message.contains("the limit is 1000") == true)
  }
}

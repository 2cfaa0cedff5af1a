import ExecutionTestSupport
import NetworkExecution
import Networks
import Testing
import TrainingData

@testable import ProxyTraining

/// Networks with layers behind their output.
@Suite struct AuxiliaryNetworkTests {
  private func network(hasHead: Bool) throws -> Network {
    var builder = NetworkBuilder(
      name: "headed", input: try TensorShape(height: 6, width: 6, channels: 3))
    let body = try builder.unit(builder.input, "body", channels: 6, kernel: 3)
    let pooled = try builder.add(.globalAveragePooling, to: body, name: "pooling")
    let logits = try builder.add(
      .fullyConnected(FullyConnected(outputs: 4)), to: pooled, name: "logits")
    if hasHead {
      let head = try builder.unit(body, "head", channels: 5)
      let pooled = try builder.add(.globalAveragePooling, to: head, name: "head.pooling")
      try builder.add(
        .fullyConnected(FullyConnected(outputs: 4)), to: pooled, name: "head.logits")
    }
    return try builder.finish(output: logits)
  }

  private func data(_ network: Network) throws -> DataSet {
    let batch = randomBatch(network, batch: 16, seed: 4)
    return try DataSet.tensors(
      name: "noise", input: batch.images, shape: [16, 3, 6, 6],
      labels: batch.labels.map { Int($0) }, classCount: 4)
  }

  @Test func trainingRefusesThemAndSaysWhy() throws {
    let network = try network(hasHead: true)
    let data = try data(network)
    let error = #expect(throws: TrainingError.self) {
      try Trainer.train(network, on: data, settings: TrainingSettings(epochs: 1, batchSize: 8))
    }
    #expect(error?.reason == .unsuitableNetwork)
    #expect(
      error?.message
        == "network 'headed' has auxiliary layers, from 'head' on; training takes one output and "
        + "one loss: use the network without its auxiliary head")
  }

  @Test(arguments: NetworkScore.allCases)
  func scoresRefuseThem(_ score: NetworkScore) throws {
    let network = try network(hasHead: true)
    let data = try data(network)
    let error = #expect(throws: TrainingError.self) {
      try score.score(network, on: data, seed: 1)
    }
    #expect(error?.reason == .unsuitableNetwork)
  }

  @Test func predictionsDoNotDependOnThem() throws {
    let headed = try network(hasHead: true)
    let data = try data(headed)
    let store = try ParameterStore(ParameterLayout(headed))
    store.initialize(headed, .fanOut, seed: 7)
    let plain = try network(hasHead: false)
    var weights = WeightTable()
    for parameter in plain.parameters { weights[parameter.id] = store.weights[parameter.id] }
    let logits = try Predictor(headed, weights: store.weights, batch: 8).logits(
      of: data.validation, normalization: .identity(channels: 3))
    let expected = try Predictor(plain, weights: weights, batch: 8)
      .logits(of: data.validation, normalization: .identity(channels: 3))
    #expect(logits == expected)
    #expect(Set(logits).count > 4)
  }
}

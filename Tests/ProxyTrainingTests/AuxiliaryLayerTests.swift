import ExecutionTestSupport
import Foundation
import ModelZoo
import NetworkExecution
import Networks
import Testing
import TrainingData
import TrainingRecipes

@testable import ProxyTraining

/// Networks with auxiliary heads.
@Suite struct AuxiliaryNetworkTests {
  private func network(hasHead: Bool) throws -> Network {
    var builder = NetworkBuilder(
      name: "headed", input: try TensorShape(height: 6, width: 6, channels: 3))
    let body = try builder.unit(builder.input, "body", channels: 6, kernel: 3)
    let pooled = try builder.add(.globalAveragePooling, to: body, name: "pooling")
    let logits = try builder.add(
      .fullyConnected(FullyConnected(outputs: 4)), to: pooled, name: "logits")
    var outputs = [NetworkOutput(name: "logits", layer: logits)]
    if hasHead {
      let head = try builder.unit(body, "head", channels: 5)
      let pooled = try builder.add(.globalAveragePooling, to: head, name: "head.pooling")
      let auxiliary = try builder.add(
        .fullyConnected(FullyConnected(outputs: 4)), to: pooled, name: "head.logits")
      outputs.append(NetworkOutput(name: "auxiliary", layer: auxiliary))
    }
    return try builder.finish(outputs: outputs)
  }

  private func data(_ network: Network) throws -> DataSet {
    let batch = randomBatch(network, batch: 16, seed: 4)
    return try DataSet.tensors(
      name: "noise", input: batch.images, shape: [16, 3, 6, 6],
      labels: batch.labels.map { Int($0) }, classCount: 4)
  }

  /// The loss that is reported is the weighted sum; what is validated is the main output.
  @Test func bothLossesAreTrained() throws {
    let network = try network(hasHead: true)
    let data = try data(network)
    let recipe = TrainingRecipe(
      epochs: 40, batchSize: 16, schedule: LearningRateSchedule(peak: 0.01, decay: .constant),
      labelSmoothing: 0, averageDecay: nil, validationInterval: .every(epochs: 20))
    let result = try Trainer.train(network, on: data, recipe: recipe)
    let first = try #require(result.curve.first)
    let last = try #require(result.curve.last)
    #expect(last.trainingLoss < first.trainingLoss)
    // At chance, a head loses ln 4.
    let start = try Trainer.train(
      network, on: data, recipe: TrainingRecipe(steps: 1, batchSize: 16, labelSmoothing: 0))
    #expect(start.curve[0].trainingLoss > 1.4 * log(4) * 0.8)
    #expect(start.curve[0].validationLoss < 1.4 * log(4))
  }

  /// All of a head that is trained anew: the classifiers of both outputs, and nothing else.
  @Test func trainingTheHeadTrainsBothClassifiers() throws {
    let network = try network(hasHead: true)
    let data = try data(network)
    let store = try ParameterStore(ParameterLayout(network))
    store.initialize(network, .fanOut, seed: 7)
    var trained: TrainedWeights?
    _ = try Trainer.train(
      network, on: data,
      recipe: TrainingRecipe(
        epochs: 1, batchSize: 8, averageDecay: nil, trainedPart: .head),
      start: .weights(store.weights, newHead: true), whenTrained: { trained = $0 })
    let weights = try #require(trained)
    let changed = network.parameters.filter {
      $0.id.role == .weight && weights.values(of: $0.id) != store.weights[$0.id]
    }
    #expect(Set(changed.map(\.id.layer)) == network.classifiers)
    #expect(network.classifiers.count == 2)
  }

  /// Scores that look at the main output do not see the head; the gradient is of all losses.
  @Test(arguments: NetworkScore.allCases)
  func scoresTakeThem(_ score: NetworkScore) throws {
    let (headed, plain) = (try network(hasHead: true), try network(hasHead: false))
    let data = try data(headed)
    let found = try score.score(headed, on: data, seed: 1)
    let expected = try score.score(plain, on: data, seed: 1)
    if score == .gradientNorm {
      #expect(found > expected)
    } else {
      #expect(found == expected)
    }
  }

  /// Inception with its auxiliary head learns: two losses, at the smallest input that its head takes.
  @Test(arguments: [("inception-v4-with-aux/tf-slim", 107), ("inception-v3-with-aux", 299)])
  func inceptionTrains(_ name: String, resolution: Int) throws {
    let model = try ModelZoo.model(named: name)
    #expect(throws: NetworkError.self) { try model.network(resolution: Resolution(resolution - 1)) }
    let network = try model.network(resolution: Resolution(resolution), classes: 2)
    let engine = try TrainingEngine(network, batch: 3, threads: 2)
    engine.parameters.initialize(network, .fanOut, seed: 1)
    load(randomBatch(network, batch: 3, seed: 5), into: engine.training)
    engine.training.run()
    #expect(engine.training.interface.outputs.count == 2)
    let loss = engine.training.score(count: 3).loss
    #expect(loss.isFinite && loss > 0)
    let gradients = snapshot(engine.gradients)
    for tensor in engine.parameters.layout.tensors where tensor.role == .weight {
      let gradient = gradients[tensor.offset..<tensor.offset + tensor.count]
      #expect(gradient.allSatisfy { $0.isFinite }, "\(tensor.name)")
      #expect(gradient.contains { $0 != 0 }, "\(tensor.name)")
    }
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

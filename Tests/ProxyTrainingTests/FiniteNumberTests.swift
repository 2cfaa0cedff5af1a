import ExecutionTestSupport
import Files
import Foundation
import Interchange
import NetworkExecution
import Networks
import TestSupport
import Testing
import TrainingData
import TrainingRecipes

@testable import ProxyTraining

/// Numbers that are none, or infinite, are refused where they enter, and nothing is ranked by them.
@Suite struct FiniteNumberTests {
  @Test(arguments: [Float.nan, .infinity, -.infinity])
  func weightsThatAreNotFiniteAreNamed(value: Float) throws {
    let network = try smallNetwork("small") { try $0.unit($1, "a", channels: 6) }
    let weights = try randomEngine(network, batch: 1).parameters.weights
    let names = try WeightNaming.compound.names(of: network, from: nil)
    for name in names.prefix(4) {
      let folder = try TemporaryFolder()
      let path = "\(folder.path)/weights.safetensors"
      try WeightFile.write(network, from: nil, naming: .compound, to: path) { parameter in
        var values = try #require(weights[parameter])
        if parameter == name.parameter { values[values.count - 1] = value }
        return values
      }
      let error = #expect(throws: FileError.self) {
        try StartingWeights(path: path, for: network, from: nil)
          .values(for: network, from: nil, replacesClassifier: false)
      }
      #expect(error?.message.contains("tensor '\(name.tensor)' holds \(value)") == true)
    }
  }

  @Test(arguments: [Float.nan, .infinity, -.infinity])
  func logitsThatAreNotFiniteRankNothing(value: Float) {
    let error = #expect(throws: TrainingError.self) {
      try PredictionResult(logits: [0, 1, value, 2], classes: 2, labels: [0, 0])
    }
    #expect(error?.message.contains("the logit of image 1 for class 0 is \(value)") == true)
  }

  /// A running variance below zero leaves the training loss finite, whose batches have variances of
  /// their own, and makes every logit of the validation no number.
  @Test(arguments: [1, 2])
  func aValidationLossThatIsNoNumberIsAFailedTraining(epochs: Int) throws {
    let network = try smallNetwork("small") { try $0.unit($1, "a", channels: 6) }
    let batch = randomBatch(network, batch: 40, seed: 9)
    let data = try DataSet.tensors(
      name: "noise", input: batch.images, shape: [40, 3, 7, 6],
      labels: batch.labels.map { Int($0) }, classCount: 4)
    var weights = try randomEngine(network, batch: 8).parameters.weights
    for parameter in weights.parameters where parameter.role == .runningVariance {
      weights[parameter] = weights[parameter].map { $0.map { _ in -1000 } }
    }
    let error = #expect(throws: TrainingError.self) {
      try Trainer.train(
        network, on: data,
        recipe: TrainingRecipe(
          epochs: Double(epochs), batchSize: 8, optimizer: .sgd(),
          schedule: LearningRateSchedule(peak: 0.001, decay: .constant, warmUpEpochs: 0),
          averageDecay: nil, statisticsMomentum: .network, validationInterval: .every(epochs: 1)),
        start: .weights(weights, newHead: false))
    }
    #expect(error?.reason == .diverged)
    #expect(error?.message.contains("the validation loss is nan after step 5") == true)
  }
}

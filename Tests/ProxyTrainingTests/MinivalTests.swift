import ExecutionTestSupport
import NetworkExecution
import Networks
import Testing
import TrainingData
import TrainingRecipes

@testable import ProxyTraining

@Suite struct BatchOrderTests {
  private func recipe(
    minival: Int? = nil, shuffles: Bool = true
  ) -> TrainingRecipe {
    TrainingRecipe(batchSize: 8, minivalImages: minival, shuffles: shuffles)
  }

  @Test func withoutShufflingBatchesFollowTheData() throws {
    let order = try BatchOrder(images: 20, recipe(shuffles: false), seed: 3)
    #expect(order.batch(0) == Array(0..<8))
    #expect(order.batch(1) == Array(8..<16))
    // The remainder of an epoch is left out.
    #expect(order.batch(2) == Array(0..<8))
  }

  @Test func heldOutImagesAreNeverTrainedOn() throws {
    let order = try BatchOrder(images: 40, recipe(minival: 8), seed: 3)
    #expect(Set(order.minival).count == 8)
    for epoch in 0..<3 {
      let seen = (0..<4).flatMap { order.batch(epoch * 4 + $0) }
      #expect(Set(seen).count == 32)
      #expect(Set(seen).union(order.minival) == Set(0..<40))
    }
    #expect(try BatchOrder(images: 40, recipe(minival: 8), seed: 4).minival == order.minival)
    #expect(try BatchOrder(images: 40, recipe(minival: 9), seed: 4).batchesPerEpoch == 3)
  }

  @Test func tooFewImagesAreRefused() {
    let error = #expect(throws: TrainingError.self) {
      try BatchOrder(images: 12, recipe(minival: 5), seed: 0)
    }
    #expect(error?.message.contains("12 training images, 5 of them held out") == true)
  }
}

@Suite struct MinivalTests {
  /// Forty images of noise in four classes, which a network soon learns by heart: the loss on others
  /// rises again, so the last weights are not the best.
  private func training(minival: Int? = 8) throws -> (Network, DataSet, TrainingRecipe) {
    let network = try smallNetwork("small") { try $0.unit($1, "a", channels: 6) }
    let batch = randomBatch(network, batch: 40, seed: 9)
    let data = try DataSet.tensors(
      name: "noise", input: batch.images, shape: [40, 3, 7, 6],
      labels: batch.labels.map { Int($0) }, classCount: 4)
    let recipe = TrainingRecipe(
      epochs: 30, batchSize: 8, minivalImages: minival, optimizer: .sgd(),
      schedule: LearningRateSchedule(peak: 0.1, decay: .constant), averageDecay: nil)
    return (network, data, recipe)
  }

  @Test func theBestWeightsAreTheResult() throws {
    let (network, data, recipe) = try training()
    var saved = WeightTable()
    let result = try Trainer.train(
      network, on: data, recipe: recipe,
      whenTrained: { trained in
        for parameter in network.parameters {
          saved[parameter.id] = trained.values(of: parameter.id)
        }
      })
    let chosen = try #require(result.minival)
    #expect(chosen.validationLoss == result.curve.map(\.validationLoss).min())
    #expect(chosen.step < result.steps)
    let predictor = try Predictor(network, weights: saved, batch: 40)
    let logits = try predictor.logits(
      of: data.validation, normalization: .identity(channels: 3))
    let labels = (0..<40).map { data.validation.label(at: $0) }
    let score = try #require(try PredictionResult(logits: logits, classes: 4, labels: labels).score)
    #expect(score.top1 == result.top1)
    #expect(abs(score.loss - result.loss) < 1e-5)
  }

  @Test func patienceEndsTheTraining() throws {
    var (network, data, recipe) = try training()
    let whole = try Trainer.train(network, on: data, recipe: recipe)
    recipe.patience = 2
    let stopped = try Trainer.train(network, on: data, recipe: recipe)
    let losses = stopped.curve.map(\.validationLoss)
    #expect(stopped.curve.count < whole.curve.count)
    #expect(whole.curve.prefix(stopped.curve.count) == stopped.curve[...])
    let best = try #require(losses.indices.min { losses[$0] < losses[$1] })
    #expect(best == losses.count - 3)
    recipe.minivalImages = nil
    network = try smallNetwork("small") { try $0.unit($1, "a", channels: 6) }
    let error = #expect(throws: TrainingError.self) {
      try Trainer.train(network, on: data, recipe: recipe)
    }
    #expect(error?.message.contains("no minival to judge by") == true)
  }

  @Test func exactlyTheStepsAskedFor() throws {
    var (network, data, recipe) = try training(minival: nil)
    for steps in [0, 1, 7] {
      recipe.steps = steps
      #expect(try Trainer.train(network, on: data, recipe: recipe).steps == steps)
    }
    network = try smallNetwork("other") { try $0.unit($1, "a", channels: 6) }
    recipe.steps = -1
    #expect(throws: TrainingError.self) {
      try Trainer.train(network, on: data, recipe: recipe)
    }
  }
}

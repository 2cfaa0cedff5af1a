import ExecutionTestSupport
import Foundation
import Interchange
import NetworkExecution
import Networks
import Testing
import TrainingData
import TrainingRecipes

@testable import ProxyTraining

@Suite struct CheckpointTests {
  /// Stopped after some steps and resumed, a training ends with the same bits as in one go, and
  /// reports the same curve.
  @Test(arguments: [Optimizer.rmsProp(), .sgd(), .adamW()])
  func resumingChangesNothing(_ optimizer: Optimizer) throws {
    try withTemporaryFile { path in
      let (network, data, recipe) = try smallTraining(optimizer)
      let whole = try TrainingSession(
        network, on: data, recipe: recipe, seed: 4, threads: 2, memoryLimit: nil)
      let expected = try whole.run()
      var steps = 0
      #expect(throws: TrainingError.self) {
        try Trainer.train(
          network, on: data, recipe: recipe, seed: 4, threads: 1, checkpoint: path,
          progress: { _ in steps += 1 }, isCancelled: { steps == 5 })
      }
      let resumed = try TrainingSession(
        network, on: data, recipe: recipe, seed: 4, threads: 2, memoryLimit: nil,
        start: .checkpoint(path: path))
      #expect(resumed.step == 5)
      let found = try resumed.run()
      #expect(found.curve == expected.curve)
      let (first, second) = (
        snapshot(whole.engine.parameters.block), snapshot(resumed.engine.parameters.block)
      )
      #expect(first.elementsEqual(second) { $0.bitPattern == $1.bitPattern })
    }
  }

  @Test func otherSettingsAreRefused() throws {
    try withTemporaryFile { path in
      let (network, data, recipe) = try smallTraining(.sgd())
      _ = try Trainer.train(network, on: data, recipe: recipe, seed: 4, checkpoint: path)
      let error = #expect(throws: TrainingError.self) {
        try Trainer.train(
          network, on: data, recipe: recipe, seed: 5, start: .checkpoint(path: path))
      }
      #expect(error?.reason == .checkpointMismatch)
      #expect(error?.message.contains("seed was '4'; this training has '5'") == true)
    }
  }

  /// Whatever key differs is named, set before, now, or both.
  @Test func anotherRecipeIsRefusedByItsKeys() throws {
    try withTemporaryFile { path in
      let (network, data, plain) = try smallTraining(.sgd(momentum: 0.5))
      var recipe = plain
      recipe.steps = 4
      _ = try Trainer.train(network, on: data, recipe: recipe, checkpoint: path)
      (recipe.steps, recipe.optimizer) = (nil, .rmsProp())
      let error = #expect(throws: TrainingError.self) {
        try Trainer.train(network, on: data, recipe: recipe, start: .checkpoint(path: path))
      }
      #expect(error?.reason == .checkpointMismatch)
      for difference in [
        "steps was '4'; this training has 'none'", "momentum was '0.5'; this training has '0.9'",
        "optimizer was 'sgd'; this training has 'rmsprop'",
        "rho was 'missing'; this training has '0.9'",
      ] {
        #expect(error?.message.contains(difference) == true, "\(difference)")
      }
      #expect(error?.message.contains("epochs was") == false)
    }
  }

  /// The version before stated its settings under other names.
  @Test func aCheckpointOfAnEarlierVersionIsRefusedInWords() throws {
    try withTemporaryFile { path in
      let (network, data, recipe) = try smallTraining(.sgd())
      try SafetensorsFile.write(
        [], metadata: ["format": "compound-checkpoint-1", "settings/batch size": "8"], to: path)
      let error = #expect(throws: TrainingError.self) {
        try Trainer.train(network, on: data, recipe: recipe, start: .checkpoint(path: path))
      }
      #expect(error?.reason == .checkpointMismatch)
      #expect(error?.message.contains("an earlier version wrote this checkpoint") == true)
    }
  }

  /// With a new head trained alone, everything else stays as it was.
  @Test func headAlone() throws {
    let (network, data, plain) = try smallTraining(.sgd())
    var recipe = plain
    recipe.trainedPart = .head
    let source = try randomEngine(network, batch: 8).parameters
    let session = try TrainingSession(
      network, on: data, recipe: recipe, seed: 4, threads: 2, memoryLimit: nil,
      start: .weights(source.weights, newHead: true))
    _ = try session.run()
    let after = session.engine.parameters
    for tensor in source.layout.tensors where tensor.isTrained {
      let isHead = tensor.name.hasPrefix("logits.")
      #expect((source.values(of: tensor) == after.values(of: tensor)) == !isHead, "\(tensor.name)")
    }
  }

  @Test func weightsThatDoNotFitAreListed() throws {
    let (network, data, recipe) = try smallTraining(.sgd())
    let classifier = try #require(network.classifier)
    var weights = WeightTable()
    weights[ParameterID(layer: classifier, role: .bias)] = [1]
    let error = #expect(throws: TrainingError.self) {
      try Trainer.train(
        network, on: data, recipe: recipe, start: .weights(weights, newHead: false))
    }
    #expect(error?.message.contains("logits.bias: 1 values; expected [4]") == true)
    #expect(error?.message.contains("a.weight: missing; expected [1, 1, 3, 6]") == true)
  }

  @Test func memoryLimit() throws {
    let (network, data, recipe) = try smallTraining(.sgd())
    let error = #expect(throws: TrainingError.self) {
      try Trainer.train(network, on: data, recipe: recipe, memoryLimit: 10_000)
    }
    #expect(error?.reason == .overMemoryLimit)
    #expect(error?.message.contains("the limit is 10000") == true)
  }

  @Test func divergenceNamesTheStep() throws {
    var (network, data, recipe) = try smallTraining(.sgd(momentum: 0))
    recipe.schedule = LearningRateSchedule(peak: 1e3, decay: .constant)
    recipe.weightDecay = 0.9
    recipe.epochs = 40
    network = try smallNetwork("plain") { try $0.convolve($1, "a", channels: 6) }
    let error = #expect(throws: TrainingError.self) {
      try Trainer.train(network, on: data, recipe: recipe)
    }
    #expect(error?.reason == .diverged)
    #expect(error?.message.contains("at step") == true)
  }

  private func smallTraining(
    _ optimizer: Optimizer
  ) throws -> (Network, DataSet, TrainingRecipe) {
    let network = try smallNetwork("small") { try $0.unit($1, "a", channels: 6) }
    let batch = randomBatch(network, batch: 40, seed: 9)
    let data = try DataSet.tensors(
      name: "noise", input: batch.images, shape: [40, 3, 7, 6],
      labels: batch.labels.map { Int($0) },
      classCount: 4)
    let recipe = TrainingRecipe(
      epochs: 3, batchSize: 8, optimizer: optimizer,
      schedule: LearningRateSchedule(peak: 0.01, decay: .cosine(), warmUpEpochs: 0.2))
    return (network, data, recipe)
  }

  private func withTemporaryFile(_ body: (String) throws -> Void) throws {
    let path = FileManager.default.temporaryDirectory
      .appendingPathComponent("checkpoint-\(UUID().uuidString).safetensors").path
    defer { try? FileManager.default.removeItem(atPath: path) }
    try body(path)
  }
}

import Architectures
import ArchitectureSearch
import CoefficientSearch
import Foundation
import ModelZoo
import Searches
import Studies
import TestSupport
import Testing
import TrainingRecipes

/// Definitions as the version before recipes had keys of their own stored them: what says no new key
/// must stay the same to the byte, as the digest of these bytes names a study.
@Suite struct StoredDefinitionTests {
  private func stored(_ definition: SearchFile.Definition) throws -> Data {
    let encoder = JSONEncoder()
    encoder.outputFormatting = [.sortedKeys, .prettyPrinted, .withoutEscapingSlashes]
    let data =
      switch definition {
      case .coefficients(let definition): try encoder.encode(definition)
      case .surface(let definition): try encoder.encode(definition)
      case .architecture(let definition): try encoder.encode(definition)
      case .family(let definition): try encoder.encode(definition)
      }
    return data + Data("\n".utf8)
  }

  private func folder() throws -> URL { try fixtureURL("definitions", in: .module) }

  @Test(arguments: ["every-key", "command", "quick", "family"])
  func bytesAreAsBefore(_ name: String) throws {
    let folder = try folder()
    let file = try SearchFile(path: folder.appendingPathComponent("\(name).yaml").path)
    let before = try Data(contentsOf: folder.appendingPathComponent("\(name).json"))
    #expect(try stored(file.definition) == before)
    switch file.definition {
    case .coefficients(let definition):
      #expect(try JSONDecoder().decode(CoefficientDefinition.self, from: before) == definition)
    case .surface(let definition):
      #expect(try JSONDecoder().decode(SurfaceDefinition.self, from: before) == definition)
    case .architecture(let definition):
      #expect(
        try JSONDecoder().decode(ArchitectureSearchDefinition.self, from: before) == definition)
    case .family(let definition):
      #expect(try JSONDecoder().decode(FamilyDefinition.self, from: before) == definition)
    }
  }

  /// What the version before gave the trainer for these keys.
  @Test func theKeysMeanWhatTheyMeant() throws {
    let path = try folder().appendingPathComponent("every-key.yaml").path
    guard case .coefficients(let definition) = try SearchFile(path: path).definition else {
      Issue.record("no coefficient search")
      return
    }
    let recipe = try definition.training.recipe(trainingImages: 1000)
    #expect(recipe.epochs == 3 && recipe.batchSize == 16 && recipe.steps == nil)
    #expect(recipe.trainingImages == 1000 && recipe.validationImages == 500)
    #expect(recipe.optimizer == .rmsProp(rho: 0.9, momentum: 0.9, epsilon: 1e-7))
    #expect(
      recipe.schedule
        == LearningRateSchedule(peak: 0.05, decay: .cosine(floor: 0), warmUpEpochs: 0.5))
    #expect(recipe.labelSmoothing == 0.1 && recipe.weightDecay == 1e-5)
    #expect(recipe.averageDecay == nil && recipe.validationInterval == .atEnd)
    let full = RecipeDefinition(recipe)
    #expect(full[.statisticsMomentum] == "warmedUp" && full[.initialization] == "quickStart")
    #expect(full[.augmentation] == "crop, flip, randaugment(2,9)")
    #expect(recipe.minivalImages == nil && !recipe.regularizes && recipe.trainedPart == .all)
  }
}

@Suite struct SearchRecipeTests {
  private func definition(
    _ training: String, evaluator: String = "trainer", stages: String = "[8, 16]"
  ) throws -> ArchitectureSearchDefinition {
    let text = """
      search: architecture
      space:
        name: s
        resolution: 32
        classes: 4
        stem: {channels: 8}
        head: {dropoutRate: 0.3}
        stages: [{block: mbConv, kernelSize: 3, stride: 2, channels: \(stages), repeats: 1, expansionRatio: 2}]
      objective: {target: 500K}
      evaluator: \(evaluator)
      trials: 2
      proxy: {resolution: 16}
      \(training)

      """
    guard case .architecture(let definition) = try SearchFile(text: text, path: "s.yaml").definition
    else { throw SearchError.interrupted }
    return definition
  }

  @Test func newKeysAreStoredAndReadBack() throws {
    let training = try definition(
      "training: {epochs: 2, recipe: plain, optimizer: adamw, beta1: 0.8, minival: 50, "
        + "validationInterval: end, patience: 2, regularize: true}"
    ).training
    let data = try JSONEncoder().encode(training)
    #expect(try JSONDecoder().decode(TrainingDefinition.self, from: data) == training)
    let keys = try #require(try JSONSerialization.jsonObject(with: data) as? [String: Any])
    #expect(
      Set(keys.keys) == [
        "data", "epochs", "seeds", "recipe", "optimizer", "beta1", "minival", "validationInterval",
        "patience", "regularize",
      ])
    let recipe = try training.recipe(trainingImages: 1000)
    #expect(recipe.optimizer == .adamW(beta1: 0.8, beta2: 0.999, epsilon: 1e-8))
    #expect(recipe.epochs == 2 && recipe.validationInterval == .atEnd && recipe.regularizes)
  }

  /// Where a minival chooses weights, a candidate is validated on the way; else at its end alone.
  @Test func validationsOnTheWayHaveAReason() throws {
    for (keys, interval) in [
      ("", ValidationInterval.atEnd), ("minival: 50", .every(epochs: 1)),
      ("recipe: efficientnet", .every(epochs: 1)), ("recipe: plain", .atEnd),
      ("validationInterval: 0.5", .every(epochs: 0.5)),
    ] {
      let training = try definition("training: {epochs: 2, \(keys)}").training
      #expect(try training.recipe(trainingImages: 1000).validationInterval == interval, "\(keys)")
    }
  }

  @Test(arguments: ["steps: 5", "epochs: 0", "learningRate: 0", "momentum: 1", "patience: 1"])
  func mistakesAreNamedWithTheirLine(_ key: String) throws {
    let error = #expect(throws: (any Error).self) {
      try definition("training:\n  \(key.hasPrefix("epochs") ? "seeds: 1" : "epochs: 1")\n  \(key)")
    }
    let message = error.map { "\($0)" } ?? ""
    #expect(message.contains("s.yaml:15:") && message.contains("training"), "\(message)")
  }

  @Test(arguments: [
    "{zeroCost: synflow}", "{table: results.jsonl}", "{command: \"echo {result}\"}",
  ])
  func onlyTheTrainerNeedsTraining(_ evaluator: String) throws {
    let none = try definition("", evaluator: evaluator)
    #expect(none.training == TrainingDefinition(epochs: 1))
    let some = try definition(
      "training: {seeds: 2, images: 100, batch: 8, schedule: constant}", evaluator: evaluator)
    #expect(some.training.epochs == 1 && some.training.seeds == 2)
    // Both are read, and both change nothing.
    #expect(some.training.unusedKeys(by: some.evaluator) == [.batch, .schedule])
    #expect(some.training.unusedKeys(by: .trainer).isEmpty)
    let error = #expect(throws: (any Error).self) { try definition("") }
    #expect(error.map { "\($0)" }?.contains("'training' is missing") == true)
  }

  /// Dropout and stochastic depth stay in the proxies where the recipe keeps them.
  @Test func regularizationReachesTheProxies() throws {
    let model = try #require(ModelZoo.model(named: "efficientnet-b2").architecture)
    for (training, dropout, survival) in [
      ("epochs: 1", 0.0, 1.0), ("epochs: 1, regularize: true", 0.3, 0.8),
      ("epochs: 1, recipe: efficientnet", 0.3, 0.8),
      ("epochs: 1, recipe: efficientnet, regularize: false", 0, 1),
    ] {
      let definition = try definition("training: {\(training)}")
      let proxy = try definition.proxy.apply(
        to: model, classes: 4, inputChannels: 3, regularizes: definition.training.regularizes)
      #expect(proxy.head.dropoutRate == dropout && proxy.survivalProbability == survival)
    }
  }
}

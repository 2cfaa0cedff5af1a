import Configuration
import Files
import Foundation
import Networks
import Testing
import TrainingData

@testable import TrainingRecipes

/// Reads `text` as a file reads the keys of a recipe.
private func read(_ text: String) throws -> RecipeDefinition {
  var keys = try ConfigurationFile.parse(text, file: "r.yaml").mapping()
  let definition = try RecipeDefinition(&keys)
  try keys.finish()
  return definition
}

/// A value of each key, in as many files as optimizers and schedules need.
private let everyKey = [
  """
  recipe: efficientnet
  images: 5000
  validationImages: 700
  epochs: 2.5
  steps: 40
  batch: 48
  optimizer: rmsprop
  momentum: 0.8
  rho: 0.95
  epsilon: 0.01
  learningRate: 0.05
  warmupEpochs: 0.5
  schedule: exponential
  decayFactor: 0.9
  decayEpochs: 3.5
  stairs: false
  weightDecay: 0.0002
  labelSmoothing: 0.2
  averageDecay: 0.99
  statisticsMomentum: warmedUp
  preciseStatistics: 256
  initialization: fanIn
  validationInterval: 0.5
  minival: 100
  patience: 4
  augmentation: crop, flip, randaugment(2,9), cutout(0.5)
  shuffle: false
  trainedPart: head
  regularize: false

  """,
  """
  recipe: plain
  optimizer: sgd
  momentum: 0.5
  nesterov: true
  schedule: cosine
  floor: 0.1
  validationInterval: end

  """,
  """
  optimizer: adamw
  beta1: 0.8
  beta2: 0.99
  epsilon: 1e-07
  schedule: constant

  """,
]

@Suite struct RecipeDefinitionTests {
  @Test func everyKeyIsReadAndWrittenBack() throws {
    var found = Set<RecipeKey>()
    for text in everyKey {
      let definition = try read(text)
      #expect(definition.entries.map { "\($0.key.rawValue): \($0.value)\n" }.joined() == text)
      let data = try JSONEncoder().encode(definition)
      #expect(try JSONDecoder().decode(RecipeDefinition.self, from: data) == definition)
      found.formUnion(definition.entries.map(\.key))
    }
    #expect(found == Set(RecipeKey.allCases))
  }

  @Test func everyKeyArrivesWhereItBelongs() throws {
    let first = try read(everyKey[0]).recipe(trainingImages: 9000)
    #expect(first.trainingImages == 5000 && first.validationImages == 700)
    #expect(first.epochs == 2.5 && first.steps == 40 && first.batchSize == 48)
    #expect(first.optimizer == .rmsProp(rho: 0.95, momentum: 0.8, epsilon: 0.01))
    #expect(
      first.schedule
        == LearningRateSchedule(
          peak: 0.05, decay: .exponential(factor: 0.9, epochs: 3.5, stairs: false),
          warmUpEpochs: 0.5))
    #expect(first.weightDecay == 2e-4 && first.labelSmoothing == 0.2)
    #expect(first.averageDecay == 0.99 && first.statisticsMomentum == .warmedUp)
    #expect(first.initialization == .fanIn && first.validationInterval == .every(epochs: 0.5))
    #expect(first.minivalImages == 100 && first.patience == 4)
    #expect(
      first.augmentation
        == Augmentation(
          crop: .shift, flip: true, policy: .randAugment(operations: 2, magnitude: 9), cutout: 0.5))
    #expect(!first.shuffles && first.trainedPart == .head && !first.regularizes)
    let second = try read(everyKey[1]).recipe(trainingImages: 9000)
    #expect(second.optimizer == .sgd(momentum: 0.5, nesterov: true))
    #expect(second.schedule == LearningRateSchedule(peak: 0.01, decay: .cosine(floor: 0.1)))
    #expect(second.validationInterval == .atEnd)
    let third = try read(everyKey[2]).recipe(trainingImages: 9000)
    #expect(third.optimizer == .adamW(beta1: 0.8, beta2: 0.99, epsilon: 1e-7))
    #expect(third.schedule.decay == .constant && third.schedule.peak == 0.0012)
  }

  /// Written in full, a recipe depends on no name, and comes back as it was.
  @Test(arguments: RecipeName.allCases)
  func aRecipeInFullComesBack(_ name: RecipeName) throws {
    let recipe = name.recipe(trainingImages: 60_000)
    var full = RecipeDefinition(recipe)
    #expect(full.recipe == nil)
    for base in RecipeName.allCases {
      full.recipe = base
      #expect(try full.recipe(trainingImages: 7) == recipe)
    }
    let text = full.entries.map { "\($0.key.rawValue): \($0.value)\n" }.joined()
    #expect(try read(text) == full)
  }

  @Test func noNameIsProxyOrPlainWithSteps() throws {
    #expect(try RecipeDefinition().recipe(trainingImages: 1000) == TrainingRecipe())
    var counted = RecipeDefinition()
    counted.steps = 3
    var plain = RecipeName.plain.recipe(trainingImages: 1000)
    plain.steps = 3
    #expect(try counted.recipe(trainingImages: 1000) == plain)
  }

  /// `rmsprop` is the rule of the recipe named where that has one, with its epsilon; TensorFlow's
  /// 0.001 otherwise.
  @Test func constantsAreThoseOfTheRecipeWhereTheRuleIsItsOwn() throws {
    let proxy = try read("optimizer: rmsprop\n").recipe(trainingImages: 100)
    #expect(proxy.optimizer == .rmsProp(rho: 0.9, momentum: 0.9, epsilon: 1e-7))
    let plain = try read("{recipe: plain, optimizer: rmsprop}\n").recipe(trainingImages: 100)
    #expect(plain.optimizer == .rmsProp(rho: 0.9, momentum: 0.9, epsilon: 1e-3))
  }

  @Test func zeroAndNoneTakeAway() throws {
    let recipe = try read(
      "{recipe: efficientnet, minival: 0, averageDecay: 0, augmentation: none, regularize: false}\n"
    ).recipe(trainingImages: 1000)
    #expect(recipe.minivalImages == nil && recipe.averageDecay == nil)
    #expect(recipe.augmentation == nil && !recipe.regularizes)
  }
}

@Suite struct RecipeErrorTests {
  @Test(arguments: [
    ("recipe: efficientnets", "did you mean 'efficientnet'"), ("images: 0", "1 or more"),
    ("validationImages: -1", "1 or more"), ("epochs: 0", "above 0, up to 1000000"),
    ("steps: -1", "0 to 1000000000"), ("batch: 0", "1 to 65536"), ("batch: 1.5", "whole number"),
    ("optimizer: adam", "did you mean 'adamw'"), ("momentum: 1", "0 to below 1"),
    ("nesterov: yes", "true or false"), ("rho: 1.5", "0 to below 1"),
    ("learningRate: 0", "above 0, up to 1000"), ("learningRate: fast", "a number"),
    ("warmupEpochs: -1", "0 to 1000000"), ("schedule: linear", "constant, cosine, exponential"),
    ("floor: 2", "0 to 1"), ("weightDecay: 1", "0 to below 1"),
    ("labelSmoothing: 1", "0 to below 1"), ("averageDecay: 1", "0 to below 1"),
    ("statisticsMomentum: 0.9", "network, warmedUp"),
    ("preciseStatistics: -1", "expected 0 or more"),
    ("initialization: zero", "fanOut, fanIn, quickStart"),
    ("validationInterval: never", "a number of epochs, or 'end'"),
    ("validationInterval: 0", "above 0"), ("minival: -1", "0 or more"),
    ("patience: 0", "1 or more"), ("patience: 3", "no minival to judge by"),
    ("augmentation: spin", "'spin' is not known"),
    ("augmentation: randaugment(2,99)", "a magnitude of 0 to 30"),
    ("shuffle: 1", "true or false"), ("trainedPart: tail", "all, head"),
    ("regularize: maybe", "true or false"),
    ("nesterov: true", "the optimizer rmsprop has no"),
    ("beta1: 0.9", "the optimizer rmsprop has no"),
    ("decayFactor: 0.9", "the schedule cosine has no"),
    ("learningrate: 0.1", "did you mean 'learningRate'"),
  ])
  func badValuesAreNamedWithTheirLine(_ line: String, _ hint: String) throws {
    let error = #expect(throws: (any Error).self) { try read("# a comment\n\(line)\n") }
    let message = error.map { "\($0)" } ?? ""
    #expect(message.hasPrefix("r.yaml:2:") && message.contains(hint), "\(message)")
  }

  @Test(arguments: [
    ("{optimizer: adamw, momentum: 0.5}", "momentum", "the optimizer adamw has no"),
    ("{optimizer: adamw, beta2: 1}", "beta2", "0 to below 1"),
    ("{optimizer: adamw, epsilon: 0}", "epsilon", "above 0, up to 1"),
    ("{schedule: exponential, decayFactor: 1.5}", "decayFactor", "above 0, up to 1"),
    ("{schedule: exponential, decayEpochs: 0}", "decayEpochs", "above 0"),
    ("{schedule: constant, floor: 0.5}", "floor", "the schedule constant has no"),
    ("{schedule: cosine, stairs: true}", "stairs", "the schedule cosine has no"),
    ("{recipe: efficientnet, minival: 0, patience: 2}", "patience", "no minival"),
  ])
  func keysThatContradictEachOther(_ text: String, _ key: String, _ hint: String) throws {
    let error = #expect(throws: FileError.self) { try read(text) }
    let message = error.map { "\($0)" } ?? ""
    #expect(message.contains("\(key): found") && message.contains(hint), "\(message)")
  }

  /// What Swift builds is held to the same.
  @Test func aRecipeBuiltInSwiftIsHeldToTheSame() {
    var recipe = TrainingRecipe(weightDecay: .nan)
    #expect(throws: RecipeError.self) { try recipe.validate() }
    recipe = TrainingRecipe(patience: 2)
    #expect(throws: RecipeError.self) { try recipe.validate() }
    recipe.minivalImages = 10
    #expect(throws: Never.self) { try recipe.validate() }
    recipe.schedule.decay = .exponential(factor: 0)
    let error = #expect(throws: RecipeError.self) { try recipe.validate() }
    #expect(error?.key == .decayFactor)
  }
}

@Suite struct RecipeNameTests {
  /// arXiv:1905.11946, section 5.2: RMSProp with decay and momentum 0.9, weight decay 1e-5, a rate of
  /// 0.256 for batches of 4096 that falls by 0.97 every 2.4 epochs; batch-norm momentum 0.99 and
  /// 0.9999 of averaging in its code; 25K of 1.28M training images held out.
  @Test func thePapersRecipe() {
    let recipe = RecipeName.efficientnet.recipe(trainingImages: 1_281_167, batchSize: 4096)
    #expect(recipe.optimizer == .rmsProp(rho: 0.9, momentum: 0.9, epsilon: 1e-3))
    #expect(abs(recipe.schedule.peak - 0.256) < 1e-12)
    #expect(recipe.schedule.decay == .exponential(factor: 0.97, epochs: 2.4, stairs: true))
    #expect(recipe.weightDecay == 1e-5)
    #expect(recipe.labelSmoothing == 0.1)
    #expect(recipe.averageDecay == 0.9999)
    #expect(recipe.minivalImages == 25_000)
    #expect(recipe.epochs == 350)
    #expect(recipe.regularizes && RecipeName.efficientnet.regularizes)
  }

  @Test func batchesAreNoLargerThanTheData() {
    #expect(RecipeName.efficientnet.recipe(trainingImages: 100).batchSize == 100)
    #expect(RecipeName.proxy.recipe(trainingImages: 100).batchSize == 32)
  }
}

import ArgumentParser
import Configuration
import Studies
import Testing
import TrainingRecipes

@testable import CompoundCommands

/// One set of keys: what a search file says, the options of `train` say too, and mean the same.
@Suite struct RecipeOptionsTests {
  /// What the mapping `training` of a search file says.
  private func training(_ keys: String) throws -> TrainingDefinition {
    let text = "{epochs: 350, \(keys)}"
    return try TrainingDefinition(ConfigurationFile.parse(text, file: "training"))
  }

  @Test func everyKeyIsAnOption() throws {
    // Values that suit each other, whatever the key.
    for key in RecipeKey.allCases {
      let (arguments, value) = try #require(Self.example[key], "\(key): no example")
      let options = try RecipeOptions.parse(arguments)
      #expect(options.definition[key] == value, "\(key)")
    }
  }

  /// Each key as an option, with what else it needs, and the value that must arrive.
  private static let example: [RecipeKey: ([String], String)] = {
    var examples: [RecipeKey: ([String], String)] = [:]
    for (key, value, others) in [
      (.recipe, "plain", []), (.images, "90", []), (.validationImages, "80", []),
      (.epochs, "2.5", []), (.steps, "7", []), (.batch, "5", []), (.optimizer, "sgd", []),
      (.momentum, "0.5", []), (.rho, "0.8", []), (.beta1, "0.7", ["--optimizer", "adamw"]),
      (.beta2, "0.6", ["--optimizer", "adamw"]), (.epsilon, "0.01", []),
      (.learningRate, "0.03", []), (.warmupEpochs, "0.5", []), (.schedule, "constant", []),
      (.decayFactor, "0.9", ["--schedule", "exponential"]),
      (.decayEpochs, "3.0", ["--schedule", "exponential"]), (.floor, "0.2", []),
      (.weightDecay, "0.001", []), (.labelSmoothing, "0.2", []), (.averageDecay, "0.9", []),
      (.statisticsMomentum, "network", []), (.preciseStatistics, "64", []),
      (.initialization, "fanIn", []),
      (.validationInterval, "end", []), (.minival, "10", []),
      (.patience, "2", ["--minival", "10"]),
      (.augmentation, "crop,flip", []), (.trainedPart, "head", []),
    ] as [(RecipeKey, String, [String])] {
      examples[key] = (["--\(key.optionName)", value] + others, value)
    }
    for (key, others) in [
      (.nesterov, ["--optimizer", "sgd"]), (.stairs, ["--schedule", "exponential"]),
      (.shuffle, []), (.regularize, []),
    ] as [(RecipeKey, [String])] {
      examples[key] = (["--no-\(key.optionName)"] + others, "false")
    }
    return examples
  }()

  @Test(arguments: [
    ("recipe: efficientnet", "--recipe efficientnet"),
    (
      "recipe: efficientnet, batch: 64, images: 1500",
      "--recipe efficientnet --batch 64 --images 1500"
    ),
    (
      "optimizer: adamw, learningRate: 0.001, schedule: cosine, floor: 0.01, minival: 100",
      "--optimizer adamw --learning-rate 0.001 --schedule cosine --floor 0.01 --minival 100"
    ),
    (
      "recipe: plain, augmentation: 'crop,flip,randaugment(2,9)', validationInterval: 1",
      "--recipe plain --augmentation crop,flip,randaugment(2,9) --validation-interval 1"
    ),
  ])
  func aSearchTrainsAsTheCommandDoes(_ keys: String, _ options: String) throws {
    let searched = try training(keys).recipe(trainingImages: 8000)
    let arguments = options.split(separator: " ").map(String.init) + ["--epochs", "350"]
    let trained = try RecipeOptions.parse(arguments).definition.recipe(trainingImages: 8000)
    #expect(searched == trained)
  }
}

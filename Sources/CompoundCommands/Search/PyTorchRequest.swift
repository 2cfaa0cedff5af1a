import Architectures
import Foundation
import Interchange
import Networks
import Studies
import TrainingData
import TrainingRecipes

/// What `trainer.py` is told of one training.
struct PyTorchRequest {
  private let request: EvaluationRequest
  private let content: Content

  /// The file's keys, as the trainer's first lines explain them.
  private struct Content: Encodable {
    struct Data: Encodable {
      let path: String
    }

    struct Network: Encodable {
      let resolution: [Int]
      let channels: Int
      let classes: Int
    }

    let recipe: [String: String]
    let data: Data
    let network: Network
    let seed: UInt64
    let device: PyTorchDefinition.Device
    let precision: PyTorchDefinition.Precision
    let compile: Bool
    let threads: Int
    let loaders: Int
    let checkpoint: String
    let result = "result.json"
  }

  /// - Throws: `EvaluationFailure` for data that is no file; what the recipe can't be for.
  init(
    _ request: EvaluationRequest, _ definition: PyTorchDefinition, training: TrainingDefinition,
    images: Int, threads: Int
  ) throws {
    guard GeneratedDataSet(rawValue: training.data) == nil else {
      throw EvaluationFailure(
        cause: "data that PyTorch can't read",
        detail:
          "training.data is the built-in set '\(training.data)'; expected the path of images, such "
          + "as a folder of IDX files")
    }
    var recipe = try training.recipe(trainingImages: images)
    recipe.epochs = Double(request.epochs)
    recipe.schedule.peak *= request.learningRateFactor
    let entries = RecipeDefinition(recipe).entries.filter { $0.key != .recipe }
    let architecture = request.architecture
    self.request = request
    content = Content(
      recipe: Dictionary(uniqueKeysWithValues: entries.map { ($0.key.rawValue, $0.value) }),
      data: Content.Data(path: Self.absolute(training.data)),
      network: Content.Network(
        resolution: [architecture.resolution.height, architecture.resolution.width],
        channels: architecture.inputChannels, classes: architecture.head.classes),
      seed: request.seed, device: definition.device, precision: definition.precision,
      compile: definition.compile, threads: threads, loaders: definition.loaders,
      checkpoint: Self.absolute(request.checkpoint))
  }

  private static func absolute(_ path: String) -> String {
    URL(fileURLWithPath: path).standardizedFileURL.path
  }

  /// The request as JSON.
  func data() throws -> Data {
    let encoder = JSONEncoder()
    encoder.outputFormatting = [.sortedKeys, .prettyPrinted, .withoutEscapingSlashes]
    return try encoder.encode(content)
  }

  /// The candidate as a module.
  func code() throws -> String {
    PyTorchFile.code(
      try request.architecture.lowered(), from: request.architecture, weights: nil)
  }
}

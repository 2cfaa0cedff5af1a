import Foundation
import Interchange
import Networks
import ProxyTraining
import TrainingData

/// A model with the weights that it is to run with.
struct WeightedModel {
  private let source: ModelSource
  private let stored: StartingWeights
  private let changes: ModelChanges
  private let naming: WeightNaming?

  /// - Parameters:
  ///   - source: the model that was named.
  ///   - path: a file of weights; `nil` for those that the model comes with.
  ///   - naming: whose names the weights have; `nil` to find out.
  ///   - changes: what the command line changes.
  /// - Throws: ``InputError`` for a model without weights, and what is wrong with a file.
  init(
    _ source: ModelSource, weights path: String?, naming: WeightNaming?, _ changes: ModelChanges
  ) throws {
    self.source = source
    self.changes = changes
    self.naming = naming
    guard let path else {
      guard let own = try source.weights() else {
        throw InputError(
          "'\(source.name)' has no weights of its own; give them with --weights FILE")
      }
      stored = own
      return
    }
    let plain = try TrainableModel(source, changes)
    stored = try StartingWeights(
      path: path, for: plain.network, from: plain.architecture, naming: naming)
  }

  /// The path of the file of weights.
  var path: String { stored.path }

  /// What was decided on reading model and weights, a sentence each.
  var notes: [String] { source.notes + stored.notes.map { "\(stored.path): \($0)" } }

  /// How many classes the weights tell apart.
  ///
  /// - Throws: ``InputError`` where they have no classifier of the model.
  func classes() throws -> Int {
    guard let classes = stored.classes else {
      throw InputError(
        "\(stored.path): no classifier of '\(source.name)' in it, under "
          + "\(stored.naming?.rawValue ?? "a checkpoint")'s names")
    }
    return classes
  }

  /// The network that reads images of a data set.
  func model(for data: DataSet) throws -> TrainableModel {
    var changes = changes
    try changes.suit(data)
    return try TrainableModel(
      source, changes, naming: naming ?? stored.naming ?? .compound,
      conventions: stored.conventions)
  }

  /// The weights of ``model(for:)``'s network.
  func values(for model: TrainableModel) throws -> WeightTable {
    try stored.values(
      for: model.network, from: model.architecture, replacesClassifier: false,
      adaptsStem: changes.sizes.channels.inputChannels != nil)
  }

  /// How images of a data set are normalised: as those that the weights were trained on, where the
  /// file says so.
  func normalization(for data: DataSet) throws -> Normalization {
    let stated = data.isTensors ? nil : try Normalization(texts: stored.metadata)
    return stated ?? data.normalization
  }

  /// Bytes that running it may need.
  static var memoryLimit: Int { Int(clamping: ProcessInfo.processInfo.physicalMemory) }
}

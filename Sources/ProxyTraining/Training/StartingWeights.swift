public import Architectures
import Files
public import Interchange
public import Networks

/// A file whose weights a network starts from, or predicts with: a checkpoint of ours, weights under a
/// library's names or our own, or the network's own file.
public struct StartingWeights {
  /// The path of the file.
  public let path: String
  /// Whose names the file has; `nil` for a checkpoint, and where the network is in the same file.
  public var naming: WeightNaming? { file?.naming }
  /// The classes that the file's classifier tells apart; `nil` where it has none for the network's.
  public let classes: Int?
  /// Texts that the writer left beside the tensors.
  public let metadata: [String: String]
  /// How the network pads and normalises, where the file says so; `nil` for what the names imply.
  public var conventions: WeightConventions? { file?.conventions }
  /// What was decided on reading names (`WeightFile.notes`); none for a checkpoint.
  public var notes: [String] { file?.notes ?? [] }
  /// `nil` for a checkpoint, and where the network is in the same file.
  private let file: WeightFile?
  /// What the network's own file has.
  private let own: WeightTable?

  /// The weights that came with a network, in one file.
  ///
  /// - Parameters:
  ///   - path: The path of the file.
  ///   - values: The values of all parameters of the network.
  ///   - classes: The classes that the network tells apart; `nil` where it has no classifier.
  public init(path: String, values: WeightTable, classes: Int?) {
    (self.path, own, self.classes) = (path, values, classes)
    (file, metadata) = (nil, [:])
  }

  /// Opens the file at `path`.
  ///
  /// - Parameters:
  ///   - path: The path of a safetensors file, or of the index of one in parts.
  ///   - network: The network that the weights are for; its number of classes does not matter.
  ///   - architecture: What `network` was lowered from; `nil` for a graph of cells.
  ///   - naming: Whose names a file of weights has; `nil` to find out.
  /// - Throws: `FileError` for a file that is no safetensors file.
  public init(
    path: String, for network: Network, from architecture: Architecture?,
    naming: WeightNaming? = nil
  ) throws {
    self.path = path
    own = nil
    let safetensors = try SafetensorsSet(path: path)
    metadata = safetensors.metadata
    guard try !SafetensorsSet.isIndex(path: path) && Checkpoint.isCheckpoint(path) else {
      let file = try WeightFile(path: path, for: network, from: architecture, naming: naming)
      self.file = file
      classes = file.classes
      return
    }
    file = nil
    classes = network.classifier.flatMap { classifier in
      let name = network.name(of: ParameterID(layer: classifier, role: .weight))
      return safetensors.entry(named: Checkpoint.parametersPrefix + name)?.shape.last
    }
  }

  /// The weights of `network`: all or nothing, but for a classifier that is replaced.
  ///
  /// - Parameters:
  ///   - network: The network that the weights are for.
  ///   - architecture: What `network` was lowered from; `nil` for a graph of layers.
  ///   - replacesClassifier: Whether the classifier stays as it is, for training on other classes.
  ///   - adaptsStem: Whether a stem's weights for three channels become weights for those of the
  ///     network (`WeightFile.values`); a checkpoint's never do.
  /// - Returns: The elements of every parameter but those of a classifier that is replaced.
  /// - Throws: `FileError` or ``TrainingError`` listing what does not fit.
  public func values(
    for network: Network, from architecture: Architecture?, replacesClassifier: Bool,
    adaptsStem: Bool = false
  ) throws -> WeightTable {
    if let own { return try fitting(own, network, replacesClassifier: replacesClassifier) }
    guard let file else {
      return try Checkpoint.weights(
        path: path, for: network, replacesClassifier: replacesClassifier)
    }
    return try file.values(
      for: network, from: architecture, replacesClassifier: replacesClassifier,
      adaptsStem: adaptsStem)
  }

  private func fitting(
    _ values: WeightTable, _ network: Network, replacesClassifier: Bool
  ) throws -> WeightTable {
    let spared = replacesClassifier ? network.classifiers : []
    var result = WeightTable()
    for parameter in network.parameters where !spared.contains(parameter.layer) {
      guard let found = values[parameter.id], found.count == parameter.count else {
        throw FileError(
          .mismatch, file: path,
          "\(network.name(of: parameter.id)) has \(values[parameter.id]?.count ?? 0) numbers; this "
            + "network needs \(parameter.shape): the file's is for another resolution or number of "
            + "classes")
      }
      result[parameter.id] = found
    }
    return result
  }
}

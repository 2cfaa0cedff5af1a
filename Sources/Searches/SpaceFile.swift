import ArchitectureSearch
import Configuration
public import CostModel
public import SearchSpaces
public import Studies

/// A file that holds a space: by itself, or as part of a search.
public struct SpaceFile: Sendable {
  /// The space, compiled.
  public let space: SearchSpace
  /// The budgets of a search file; nil for a space by itself.
  public let band: Bounds?
  /// Where a search file's space is costed for latency; nil where that is not bounded.
  public let device: Device?

  /// Reads the space at `path`: a space file, or a search file with a `space`.
  ///
  /// - Parameters:
  ///   - path: The file.
  ///   - inputChannels: Channels of the images in place of those that the space states.
  ///   - dataChannels: The channels of the data that a search trains on, asked for where neither
  ///     says any; nil where they are not known.
  /// - Throws: `FileError` or `SearchError`.
  public init(
    path: String, inputChannels: Int? = nil,
    dataChannels: (TrainingDefinition) throws -> Int? = { _ in nil }
  ) throws {
    func space(_ definition: SpaceDefinition, of training: TrainingDefinition?) throws
      -> SearchSpace
    {
      var definition = definition
      definition.inputChannels = inputChannels ?? definition.inputChannels
      if definition.inputChannels == nil, let training, let found = try dataChannels(training) {
        try definition.suit(inputChannels: found)
      }
      return try SearchSpace(definition)
    }
    let root = try ConfigurationFile.load(path)
    var keys = try root.mapping()
    guard keys.keys.contains("search") else {
      self.space = try space(SpaceDefinition(root), of: nil)
      (band, device) = (nil, nil)
      return
    }
    let kind = try keys.string("search")
    switch try SearchFile(path: path).definition {
    case .architecture(let definition):
      self.space = try space(definition.space, of: definition.training)
      (band, device) = (definition.band, definition.objective.device)
    case .family(let definition):
      let search = definition.architecture
      self.space = try space(search.space, of: search.training)
      (band, device) = (search.band, search.objective.device)
    case .coefficients, .surface:
      throw root.failure("a search for \(kind) has no space; expected a space or its search")
    }
  }
}

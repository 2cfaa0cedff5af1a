import ArchitectureSearch
import Configuration
public import CostModel
public import SearchSpaces

/// A file that holds a space: by itself, or as part of a search.
public struct SpaceFile: Sendable {
  /// The space, compiled.
  public let space: SearchSpace
  /// The budgets of a search file; nil for a space by itself.
  public let band: Bounds?

  /// Reads the space at `path`: a space file, or a search file with a `space`.
  ///
  /// - Throws: `FileError` or `SearchError`.
  public init(path: String) throws {
    let root = try ConfigurationFile.load(path)
    var keys = try root.mapping()
    guard keys.keys.contains("search") else {
      space = try SearchSpace(SpaceDefinition(root))
      band = nil
      return
    }
    let kind = try keys.string("search")
    switch try SearchFile(path: path).definition {
    case .architecture(let definition):
      (space, band) = (try SearchSpace(definition.space), definition.band)
    case .family(let definition):
      (space, band) = (
        try SearchSpace(definition.architecture.space), definition.architecture.band
      )
    case .coefficients:
      throw root.failure("a search for \(kind) has no space; expected a space or its search")
    }
  }
}

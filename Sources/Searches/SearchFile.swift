public import ArchitectureSearch
public import CoefficientSearch
import Configuration

/// A search file: what kind of search it states, and its text.
public struct SearchFile: Sendable {
  /// The kinds of searches.
  public enum Definition: Hashable, Sendable {
    /// A grid search over the coefficients of compound scaling.
    case coefficients(CoefficientDefinition)
    /// A search for the coefficients of compound scaling by a response surface.
    case surface(SurfaceDefinition)
    /// A search through a space of architectures.
    case architecture(ArchitectureSearchDefinition)
    /// A search through a space, then for the coefficients of its best, then the family.
    case family(FamilyDefinition)
  }

  /// The path of the file, as given.
  public let path: String
  /// The text as it stands in the file, for the study's copy.
  public let source: String
  /// The search that the file states.
  public var definition: Definition
  /// Where its candidates are evaluated.
  public let engine: EngineDefinition

  /// Reads the search file at `path`.
  ///
  /// - Throws: `FileError` with file, line and, for a misspelt key, the nearest one.
  public init(path: String) throws {
    try self.init(text: ConfigurationFile.text(of: path), path: path)
  }

  /// Reads `text`, which errors attribute to `path`.
  public init(text: String, path: String) throws {
    self.path = path
    source = text
    let root = try ConfigurationFile.parse(text, file: path)
    var keys = try root.mapping()
    engine = try keys.optional("engine").map(EngineDefinition.init) ?? .local
    definition = try Self.definition(&keys)
  }

  /// The values of the key `search`.
  private enum Kind: String, CaseIterable {
    case coefficients, architecture, family
  }

  private static func definition(_ keys: inout ConfigurationMapping) throws -> Definition {
    let kind: Kind = try keys.choice("search")
    switch kind {
    case .coefficients:
      let model = try keys.string("model")
      switch try GrowthDefinition(&keys, model: model) {
      case .surface(let definition): return .surface(definition)
      case .grid(let definition): return .coefficients(definition)
      }
    case .architecture:
      return .architecture(try ArchitectureSearchDefinition(&keys))
    case .family:
      return .family(try FamilyDefinition(&keys))
    }
  }
}

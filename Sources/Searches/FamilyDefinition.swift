public import ArchitectureSearch
import CoefficientSearch
import Configuration
import Files
import Foundation
import SearchSpaces
import Studies

/// From a space to a family: the search for the best architecture, that for its coefficients, and the
/// scaled family (the two steps of arXiv:1905.11946, section 4, after its baseline search).
public struct FamilyDefinition: Codable, Hashable, Sendable {
  /// The search for the baseline.
  public var architecture: ArchitectureSearchDefinition
  /// Its model is the best of the first search, whatever stands there.
  public var coefficients: GrowthDefinition
}

extension FamilyDefinition {
  /// Reads the keys of a search file whose `search` is `family`.
  init(_ keys: inout ConfigurationMapping) throws {
    var first = try keys.required("architecture").mapping()
    architecture = try ArchitectureSearchDefinition(&first)
    var second = try keys.required("coefficients").mapping()
    coefficients = try GrowthDefinition(&second, model: architecture.space.name)
    try keys.finish()
  }
}

extension FamilyDefinition {
  /// Key paths that may change when a family search goes on.
  private static let growing = CoefficientDefinition.growing.union(SurfaceDefinition.growing)
    .reduce(into: ["architecture.trials"] as Set) { $0.insert("coefficients.\($1)") }

  /// Keeps the definition in `folder`, or compares it with the one that is there.
  ///
  /// - Throws: `SearchError` when another definition is there, or the folder can't be written.
  func keep(in folder: String) throws {
    let path = folder + "/family.json"
    try makeFolder(folder)
    try Study.checkLinks(in: folder)
    if FileManager.default.fileExists(atPath: path) {
      let recorded = try DefinitionSnapshot(Self.read(folder: folder), ignoring: Self.growing)
      let changes = recorded.changes(to: try DefinitionSnapshot(self, ignoring: Self.growing))
      guard changes.isEmpty else {
        throw SearchError.definitionChanged(path: folder, changes: changes)
      }
    }
    let encoder = JSONEncoder()
    encoder.outputFormatting = [.sortedKeys, .prettyPrinted, .withoutEscapingSlashes]
    try writeBesideThenRename(encoder.encode(self) + Data("\n".utf8), to: path)
  }

  static func read(folder: String) throws -> FamilyDefinition {
    let path = folder + "/family.json"
    do {
      let data = Data(try WholeFile.read(path))
      return try JSONDecoder().decode(FamilyDefinition.self, from: data)
    } catch {
      throw SearchError.notAStudy(path: folder, reason: "family.json can't be read: \(error)")
    }
  }
}

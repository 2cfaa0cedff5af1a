/// The first line of a study's journal.
public struct StudyHeader: Codable, Hashable, Sendable {
  /// The version of the journal's format that this code reads and writes.
  public static let currentVersion = 1

  /// The version of the journal's format.
  public var version: Int
  /// What kind of search the study belongs to: `coefficients` or `architecture`.
  public var kind: String
  /// Digest of the definition; a study goes on only with the definition it was started with.
  public var definition: String
  /// The seed that all seeds of the search derive from.
  public var seed: UInt64

  /// Makes a header of the current version; the definition is given by its digest.
  public init(kind: String, definition: String, seed: UInt64) {
    version = Self.currentVersion
    self.kind = kind
    self.definition = definition
    self.seed = seed
  }
}

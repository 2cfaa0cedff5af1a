/// One choice of a stage: each option sets one key, or, for blocks in full, several.
public struct SpaceDimension: Codable, Hashable, Sendable {
  /// The key of a stage, as in an architecture file.
  public var key: String
  /// Values by key, one dictionary an option.
  public var options: [[String: SpaceValue]]
}

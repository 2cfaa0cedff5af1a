/// The options of one stage.
public struct StageSpaceDefinition: Codable, Hashable, Sendable {
  /// One dimension per key that the stage chooses itself.
  public var dimensions: [SpaceDimension]
  /// Keys whose value is a shared choice, with that choice's name.
  public var shared: [String: String]
}

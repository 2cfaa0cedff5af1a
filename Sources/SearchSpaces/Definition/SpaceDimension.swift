/// One choice of a stage: each option sets one key, or, for blocks in full, several.
public struct SpaceDimension: Codable, Hashable, Sendable {
  public var key: String
  public var options: [[String: String]]
}

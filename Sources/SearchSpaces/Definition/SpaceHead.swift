/// The fixed head of a space.
public struct SpaceHead: Codable, Hashable, Sendable {
  public var channels: Int?
  public var dropoutRate: Double
}

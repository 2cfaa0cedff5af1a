/// A choice that several stages share, by name.
public struct SharedChoice: Codable, Hashable, Sendable {
  public var name: String
  public var options: [SpaceValue]
}

/// A choice that several stages share, by name.
public struct SharedChoice: Codable, Hashable, Sendable {
  /// The name by which stages refer to the choice.
  public var name: String
  /// The values to choose from.
  public var options: [SpaceValue]
}

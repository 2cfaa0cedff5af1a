/// A search space as its file states it: a fixed frame, and options for every key of every stage.
public struct SpaceDefinition: Codable, Hashable, Sendable {
  public var name: String
  /// Height and width of the input at target scale.
  public var resolution: Int
  public var classes: Int
  /// The activation wherever a stage does not choose its own, by name.
  public var activation: String
  /// `same` or `symmetric`.
  public var padding: String
  public var stem: SpaceStem
  public var head: SpaceHead
  /// Choices made once for all stages that refer to them.
  public var shared: [SharedChoice]
  public var stages: [StageSpaceDefinition]
  public var conditions: [SpaceCondition]
  /// Whether no stage may have fewer channels than the one before it.
  public var channelsNeverFall: Bool
  /// Whether no stage may have fewer blocks than the one before it.
  public var repeatsNeverFall: Bool
}

/// The fixed stem of a space.
public struct SpaceStem: Codable, Hashable, Sendable {
  public var channels: Int
  public var kernelSize: Int
  public var stride: Int
  public var hasPooling: Bool
}

/// The fixed head of a space.
public struct SpaceHead: Codable, Hashable, Sendable {
  public var channels: Int?
  public var dropoutRate: Double
}

/// A choice that several stages share, by name.
public struct SharedChoice: Codable, Hashable, Sendable {
  public var name: String
  public var options: [SpaceValue]
}

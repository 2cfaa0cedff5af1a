import Configuration

/// The options of one stage.
public struct StageSpaceDefinition: Codable, Sendable {
  /// One dimension per key that the stage chooses itself.
  public var dimensions: [SpaceDimension]
  /// Keys whose value is a shared choice, with that choice's name.
  public var shared: [String: String]
  /// Where the stage stands in its file; nil for a recorded space.
  var source: ConfigurationNode?

  private enum CodingKeys: String, CodingKey {
    case dimensions, shared
  }

  init(dimensions: [SpaceDimension], shared: [String: String], source: ConfigurationNode?) {
    self.dimensions = dimensions
    self.shared = shared
    self.source = source
  }

  public init(from decoder: any Decoder) throws {
    let container = try decoder.container(keyedBy: CodingKeys.self)
    dimensions = try container.decode([SpaceDimension].self, forKey: .dimensions)
    shared = try container.decode([String: String].self, forKey: .shared)
    // Spaces recorded before the key existed squeezed the inner channels.
    if lacksSqueezePosition { fixSqueezePosition("inner", at: nil) }
  }

  /// The keys that the stage has in some option.
  var keys: Set<String> {
    Set(dimensions.flatMap { $0.options.flatMap(\.keys) }).union(shared.keys)
  }

  /// Whether the stage may be a bottleneck with squeeze-and-excitation and does not say where that
  /// stands.
  var lacksSqueezePosition: Bool {
    keys.contains("squeezeRatio") && !keys.contains("squeezePosition")
      && dimensions.contains { dimension in
        dimension.options.contains { $0["block"]?.text == "bottleneckResidual" }
      }
  }

  /// States where a bottleneck's squeeze stands, so that a recorded space does not depend on a
  /// default.
  mutating func fixSqueezePosition(_ position: String, at source: ConfigurationNode?) {
    let place = source ?? ConfigurationNode(scalar: position, file: "the recorded space")
    dimensions.append(
      SpaceDimension(
        key: "squeezePosition", options: [["squeezePosition": SpaceValue(position, at: place)]]))
  }
}

extension StageSpaceDefinition: Hashable {
  public static func == (left: Self, right: Self) -> Bool {
    left.dimensions == right.dimensions && left.shared == right.shared
  }

  public func hash(into hasher: inout Hasher) {
    hasher.combine(dimensions)
    hasher.combine(shared)
  }
}

/// One choice of a stage: each option sets one key, or, for blocks in full, several.
public struct SpaceDimension: Codable, Hashable, Sendable {
  /// The key of a stage, as in an architecture file.
  public var key: String
  /// Values by key, one dictionary an option.
  public var options: [[String: SpaceValue]]
}

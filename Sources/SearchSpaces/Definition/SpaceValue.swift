public import Configuration
public import Files

/// One value of a space, as its file writes it and with the place where it stands there, so that
/// what is wrong with a stage can be told at its line.
///
/// Values that mean the same are equal: `0` and `0.0`. Encoded as its text alone.
public struct SpaceValue: Sendable {
  /// The value as it is written: `mbConv`, `0.25`.
  public let text: String
  let node: ConfigurationNode

  /// The value of a scalar in a file.
  ///
  /// - Throws: `FileError` where this is a list, a mapping, or nothing.
  public init(_ node: ConfigurationNode) throws(FileError) {
    text = try node.string()
    self.node = node
  }

  /// A value that a range or a formula at `source` expands to.
  init(_ text: String, at source: ConfigurationNode) {
    self.text = text
    node = ConfigurationNode(scalar: text, at: source)
  }

  /// Whether this is the number zero.
  var isZero: Bool { node.meaning == .number(0) }
}

extension SpaceValue: Hashable {
  public static func == (left: Self, right: Self) -> Bool {
    left.node.meaning == right.node.meaning
  }
  public func hash(into hasher: inout Hasher) { hasher.combine(node.meaning) }
}

extension SpaceValue: Codable {
  public init(from decoder: any Decoder) throws {
    text = try decoder.singleValueContainer().decode(String.self)
    node = ConfigurationNode(scalar: text, file: "the recorded space")
  }

  public func encode(to encoder: any Encoder) throws {
    var container = encoder.singleValueContainer()
    try container.encode(text)
  }
}

public import Files
import Networks

/// One value of a configuration file, with the place where it stands.
public struct ConfigurationNode: Hashable, Sendable {
  /// What a value may be.
  enum Content: Hashable, Sendable {
    case scalar(String, isQuoted: Bool)
    case list([ConfigurationNode])
    case mapping([Entry])
  }

  /// A key and its value.
  struct Entry: Hashable, Sendable {
    let key: String
    let position: TextPosition
    let value: ConfigurationNode
  }

  /// The file, as errors name it.
  public let file: String
  /// Where the value begins in the file.
  public let position: TextPosition
  /// The keys that lead here, in the words of errors: `stages item 3, kernelSize`.
  public let path: String
  let content: Content

  init(content: Content, file: String, position: TextPosition, path: String) {
    self.content = content
    self.file = file
    self.position = position
    self.path = path
  }

  /// What kind of value this is, in the words of errors: `a mapping`, `'3x'`.
  var kind: String {
    switch content {
    case .scalar(let text, let isQuoted):
      text.isEmpty && !isQuoted ? "nothing" : "'\(text.count > 60 ? text.prefix(60) + "…" : text)'"
    case .list: "a list"
    case .mapping: "a mapping"
    }
  }

  /// Whether the value is written as `null` or `~`.
  public var isNull: Bool {
    switch content {
    case .scalar(let text, let isQuoted): !isQuoted && (text == "null" || text == "~")
    case .list, .mapping: false
    }
  }

  /// Whether this is a list, for values that may be one item or several.
  public var isList: Bool {
    switch content {
    case .list: true
    case .scalar, .mapping: false
    }
  }

  /// Whether this is a mapping, for values that may be written short or in full.
  public var isMapping: Bool {
    switch content {
    case .mapping: true
    case .scalar, .list: false
    }
  }

  /// An error at this place, for checks that the caller makes itself.
  public func failure(
    _ message: String, reason: FileError.Reason = .outOfRange
  ) -> FileError {
    FileError(
      reason, file: file, position: position, path.isEmpty ? message : "\(path): \(message)")
  }

  func mistyped(expected: String) -> FileError {
    failure("found \(kind); expected \(expected)", reason: .wrongType)
  }
}

extension ConfigurationNode {
  /// The keys and values, each key to be asked for once.
  ///
  /// - Throws: `FileError` where this is no mapping, or a key stands twice.
  public func mapping() throws(FileError) -> ConfigurationMapping {
    guard case .mapping(let entries) = content else {
      throw mistyped(expected: "a mapping: 'key: value' lines")
    }
    return try ConfigurationMapping(entries, node: self)
  }

  /// The items.
  ///
  /// - Throws: `FileError` where this is no list, or one with fewer or more items than
  ///   `count` allows.
  public func list(
    count: ClosedRange<Int> = 0...Int.max
  ) throws(FileError) -> [ConfigurationNode] {
    guard case .list(let items) = content else {
      throw mistyped(expected: "a list: [a, b] or '- a' lines")
    }
    guard count.contains(items.count) else {
      throw failure(
        "a list of \(items.count) items; expected \(RangeText.text(count)) items")
    }
    return items
  }
}

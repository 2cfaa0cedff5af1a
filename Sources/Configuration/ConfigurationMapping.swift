public import Files
import Networks

/// The keys of one mapping, asked for one after the other; ``finish()`` refuses those that were
/// never asked for.
///
/// So the keys that a file may hold are those that its reader reads in the situation at hand, and
/// no second list of them can go stale.
public struct ConfigurationMapping: Sendable {
  private let entries: [ConfigurationNode.Entry]
  /// The keys that were asked for so far, in that order.
  package private(set) var asked: [String] = []
  /// The mapping itself, for errors about it as a whole.
  public let node: ConfigurationNode

  init(_ entries: [ConfigurationNode.Entry], node: ConfigurationNode) throws(FileError) {
    var seen = Set<String>()
    for entry in entries where !seen.insert(entry.key).inserted {
      throw FileError(
        .duplicate, file: node.file, position: entry.position,
        "key '\(entry.key)' stands twice in one mapping; expected each key once")
    }
    self.entries = entries
    self.node = node
  }

  /// The keys in the order of the file.
  public var keys: [String] { entries.map(\.key) }

  /// Where a key stands, for errors that are found later.
  public func position(of key: String) -> TextPosition? {
    entries.first { $0.key == key }?.position
  }

  /// The value of a key, or `nil` where the key is absent, or its value is written `null`.
  public mutating func optional(_ key: String) -> ConfigurationNode? {
    if !asked.contains(key) { asked.append(key) }
    guard let entry = entries.first(where: { $0.key == key }), !entry.value.isNull else {
      return nil
    }
    return entry.value
  }

  /// The value of a key that must be there.
  ///
  /// - Throws: `FileError` where the key is absent; a key spelt nearly like it is named.
  public mutating func required(_ key: String) throws(FileError) -> ConfigurationNode {
    if let value = optional(key) { return value }
    let unread = entries.filter { !asked.contains($0.key) }
    if let near = NameSuggestion.nearest(to: key, among: unread.lazy.map(\.key)),
      let entry = unread.first(where: { $0.key == near })
    {
      throw FileError(
        .unknownName, file: node.file, position: entry.position,
        "unknown key '\(near)'; did you mean '\(key)'? ('\(key)' is missing)")
    }
    throw node.failure("key '\(key)' is missing", reason: .missing)
  }

  /// Refuses keys that were not asked for.
  ///
  /// - Throws: `FileError` at the first such key, with the nearest of those asked for.
  public func finish() throws(FileError) {
    guard let entry = entries.first(where: { !asked.contains($0.key) }) else { return }
    let place = node.path.isEmpty ? "" : "\(node.path): "
    throw FileError(
      .unknownName, file: node.file, position: entry.position,
      "\(place)unknown key '\(entry.key.prefix(60))'"
        + "\(NameSuggestion.phrase(for: entry.key, among: asked)) "
        + "(expected one of \(asked.joined(separator: ", ")))")
  }
}

extension ConfigurationMapping {
  /// A whole number; `defaultValue` where the key is absent, or an error where there is none.
  ///
  /// - Throws: `FileError` as ``ConfigurationNode/integer(in:)`` does.
  public mutating func integer(
    _ key: String, in range: ClosedRange<Int> = Int.min...Int.max, default defaultValue: Int? = nil
  ) throws(FileError) -> Int {
    guard let defaultValue else { return try required(key).integer(in: range) }
    return try optional(key)?.integer(in: range) ?? defaultValue
  }

  /// A number; `defaultValue` where the key is absent, or an error where there is none.
  ///
  /// - Throws: `FileError` as ``ConfigurationNode/number(in:)`` does.
  public mutating func number(
    _ key: String,
    in range: ClosedRange<Double> = -Double
      .greatestFiniteMagnitude...Double.greatestFiniteMagnitude,
    default defaultValue: Double? = nil
  ) throws(FileError) -> Double {
    guard let defaultValue else { return try required(key).number(in: range) }
    return try optional(key)?.number(in: range) ?? defaultValue
  }

  /// A text; `defaultValue` where the key is absent, or an error where there is none.
  ///
  /// - Throws: `FileError` as ``ConfigurationNode/string()`` does.
  public mutating func string(
    _ key: String, default defaultValue: String? = nil
  ) throws(FileError) -> String {
    guard let defaultValue else { return try required(key).string() }
    return try optional(key)?.string() ?? defaultValue
  }

  /// `true` or `false`; `defaultValue` where the key is absent.
  ///
  /// - Throws: `FileError` as ``ConfigurationNode/boolean()`` does.
  public mutating func boolean(
    _ key: String, default defaultValue: Bool
  ) throws(FileError) -> Bool {
    try optional(key)?.boolean() ?? defaultValue
  }

  /// One of the cases of an enumeration; `defaultValue` where the key is absent, or an error where
  /// there is none.
  ///
  /// - Throws: `FileError` as ``ConfigurationNode/choice(of:)`` does.
  public mutating func choice<Choice>(
    _ key: String, of type: Choice.Type = Choice.self, default defaultValue: Choice? = nil
  ) throws(FileError) -> Choice
  where Choice: RawRepresentable & CaseIterable, Choice.RawValue == String {
    guard let defaultValue else { return try required(key).choice() }
    return try optional(key)?.choice() ?? defaultValue
  }
}

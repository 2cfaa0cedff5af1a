import Files
import Networks
import Yams

/// Turns what the parser made into nodes with places, and follows aliases and merge keys.
///
/// Aliases reach this reader as scalars (``IndicatorMask``), so that nothing grows before it is
/// counted: what they stand for is copied value by value, up to ``ConfigurationFile/maximumCopies``
/// values for all aliases of a file together.
struct NodeReader {
  let file: String
  /// What the anchors read so far name; a later anchor of the same name takes over, as in YAML.
  private var anchors: [String: ConfigurationNode] = [:]
  private var copies = 0

  init(file: String) {
    self.file = file
  }

  /// - Parameters:
  ///   - path: The keys that lead to `node`, in the words of errors.
  ///   - depth: How many mappings and lists it stands in.
  mutating func read(
    _ node: Node, path: String = "", depth: Int = 0
  ) throws(FileError) -> ConfigurationNode {
    let position = node.mark.map(TextPosition.init) ?? TextPosition(line: 1, column: 1)
    try check(depth, at: position)
    let content: ConfigurationNode.Content
    switch node {
    case .scalar(let scalar):
      if let name = IndicatorMask.alias(scalar) {
        let target = try target(of: name, at: position)
        return try copied(target, from: target.path, to: path, depth: depth, at: position)
      }
      content = .scalar(
        try text(of: scalar, position: position), isQuoted: scalar.style != .plain)
    case .sequence(let sequence):
      content = .list(try items(of: sequence, path: path, depth: depth))
    case .mapping(let mapping):
      content = .mapping(try entries(of: mapping, path: path, depth: depth))
    case .alias:
      throw failure(position, "an alias that cannot be followed; write the value out")
    }
    let read = ConfigurationNode(content: content, file: file, position: position, path: path)
    if let anchor = Self.anchor(of: node) { anchors[anchor] = read }
    return read
  }

  private static func anchor(of node: Node) -> String? {
    switch node {
    case .scalar(let scalar): scalar.anchor?.rawValue
    case .sequence(let sequence): sequence.anchor?.rawValue
    case .mapping(let mapping): mapping.anchor?.rawValue
    case .alias: nil
    }
  }

  private mutating func items(
    of sequence: Node.Sequence, path: String, depth: Int
  ) throws(FileError) -> [ConfigurationNode] {
    var items: [ConfigurationNode] = []
    items.reserveCapacity(sequence.count)
    for (index, item) in sequence.enumerated() {
      let path = path.isEmpty ? "item \(index + 1)" : "\(path) item \(index + 1)"
      items.append(try read(item, path: path, depth: depth + 1))
    }
    return items
  }

  /// The entries in the order of the file, then those that merge keys bring: a key of the mapping itself
  /// comes before a merged one, and of several merged mappings the earlier.
  ///
  /// Source: yaml.org/type/merge.html.
  private mutating func entries(
    of mapping: Node.Mapping, path: String, depth: Int
  ) throws(FileError) -> [ConfigurationNode.Entry] {
    var entries: [ConfigurationNode.Entry] = []
    entries.reserveCapacity(mapping.count)
    var merged: [ConfigurationNode.Entry] = []
    for (key, value) in mapping {
      if case .scalar(let scalar) = key, scalar.style == .plain, scalar.string == "<<" {
        merged += try mergedEntries(value, path: path, depth: depth)
      } else {
        entries.append(try entry(key, value, path: path, depth: depth + 1))
      }
    }
    if merged.isEmpty { return entries }
    var keys = Set(entries.map(\.key))
    return entries + merged.filter { keys.insert($0.key).inserted }
  }

  /// What a merge key brings: the entries of one mapping, or of a list of them.
  private mutating func mergedEntries(
    _ value: Node, path: String, depth: Int
  ) throws(FileError) -> [ConfigurationNode.Entry] {
    var sources = [value]
    if case .sequence(let sequence) = value { sources = Array(sequence) }
    var entries: [ConfigurationNode.Entry] = []
    for source in sources {
      let node = try read(source, path: path, depth: depth)
      guard case .mapping(let found) = node.content else {
        let place = source.mark.map(TextPosition.init) ?? node.position
        throw failure(
          place,
          "found \(node.kind) after '<<'; expected a mapping, an alias of one, or a list of such"
        )
      }
      entries += found
    }
    return entries
  }

  private mutating func entry(
    _ key: Node, _ value: Node, path: String, depth: Int
  ) throws(FileError) -> ConfigurationNode.Entry {
    let name = try read(key, path: path, depth: depth)
    guard case .scalar(let text, _) = name.content, !text.isEmpty else {
      throw failure(
        name.position, "found \(name.kind) as a key; expected a word before the colon")
    }
    let path = path.isEmpty ? text : "\(path), \(text)"
    return ConfigurationNode.Entry(
      key: text, position: name.position, value: try read(value, path: path, depth: depth))
  }

  private func target(
    of name: String, at position: TextPosition
  ) throws(FileError) -> ConfigurationNode {
    if let target = anchors[name] { return target }
    throw failure(
      position,
      "'*\(name.prefix(40))': no anchor '&\(name.prefix(40))' ends before this alias"
        + "\(NameSuggestion.phrase(for: name, among: anchors.keys.sorted())); put quotes around it "
        + "where it is a text")
  }

  /// `node` with all below it, as if it stood where an alias of it does; errors go on to name the place
  /// where it is written.
  private mutating func copied(
    _ node: ConfigurationNode, from old: String, to new: String, depth: Int,
    at position: TextPosition
  ) throws(FileError) -> ConfigurationNode {
    copies += 1
    guard copies <= ConfigurationFile.maximumCopies else {
      throw failure(
        position,
        "aliases make more than \(ConfigurationFile.maximumCopies) values of this file; write it "
          + "with fewer")
    }
    try check(depth, at: position)
    let path = new + node.path.dropFirst(old.count)
    let content: ConfigurationNode.Content
    switch node.content {
    case .scalar:
      content = node.content
    case .list(let items):
      var copies: [ConfigurationNode] = []
      for item in items {
        copies.append(try copied(item, from: old, to: new, depth: depth + 1, at: position))
      }
      content = .list(copies)
    case .mapping(let entries):
      var copies: [ConfigurationNode.Entry] = []
      for entry in entries {
        copies.append(
          ConfigurationNode.Entry(
            key: entry.key, position: entry.position,
            value: try copied(entry.value, from: old, to: new, depth: depth + 1, at: position)))
      }
      content = .mapping(copies)
    }
    return ConfigurationNode(content: content, file: file, position: node.position, path: path)
  }

  private func text(
    of scalar: Node.Scalar, position: TextPosition
  ) throws(FileError) -> String {
    let text = IndicatorMask.unmask(scalar.string)
    if scalar.style == .plain, let meaning = IndicatorMask.meaning(of: scalar.string) {
      throw failure(
        position,
        "'\(text.prefix(40))' would be \(meaning) in YAML, which is not supported here; "
          + "write the value out, or put quotes around it")
    }
    return text
  }

  private func check(_ depth: Int, at position: TextPosition) throws(FileError) {
    guard depth <= ConfigurationFile.maximumDepth else {
      throw failure(
        position, "nested deeper than \(ConfigurationFile.maximumDepth) levels")
    }
  }

  private func failure(_ position: TextPosition, _ message: String) -> FileError {
    FileError(.malformed, file: file, position: position, message)
  }
}

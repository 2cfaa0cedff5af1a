import Files

// A template's choices become nodes, so that the reader of the finished thing reads them too.
extension ConfigurationNode {
  /// A scalar that stands where `source` does, such as one of the values that a range expands to.
  package init(scalar text: String, at source: ConfigurationNode) {
    self.init(
      content: .scalar(text, isQuoted: false), file: source.file, position: source.position,
      path: source.path)
  }

  /// A scalar of no file: a recorded definition's, for instance.
  ///
  /// - Parameters:
  ///   - text: The scalar as it is written.
  ///   - file: What errors name in place of a file.
  package init(scalar text: String, file: String) {
    self.init(
      content: .scalar(text, isQuoted: false), file: file,
      position: TextPosition(line: 1, column: 1), path: "")
  }

  /// A mapping that stands where `source` does, put together from values of other places.
  package init(
    mapping values: [(key: String, value: ConfigurationNode)], at source: ConfigurationNode
  ) {
    let entries = values.map {
      Entry(key: $0.key, position: $0.value.position, value: $0.value)
    }
    self.init(
      content: .mapping(entries), file: source.file, position: source.position, path: source.path)
  }

  /// What a scalar says, whatever way it is written: `0` and `0.0` are one number.
  package enum Meaning: Hashable, Sendable {
    case number(Double)
    case text(String)
  }

  /// The meaning of a scalar; `nil` for lists and mappings.
  package var meaning: Meaning? {
    guard case .scalar(let text, let isQuoted) = content else { return nil }
    guard !isQuoted, let number = DecimalText.number(text) else { return .text(text) }
    return .number(number)
  }
}

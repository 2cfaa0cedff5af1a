/// A name with gaps: `#` stands for digits, `*` for letters and digits, at least one each.
struct NamePattern: ExpressibleByStringLiteral, Sendable {
  private let pattern: String

  init(stringLiteral value: String) { pattern = value }

  /// What stands in the gaps of `name`; `nil` where the name is another.
  func parts(of name: String) -> [String]? {
    var parts: [String] = []
    var rest = name[...]
    for character in pattern {
      switch character {
      case "#", "*":
        let part = rest.prefix { character == "#" ? $0.isNumber : $0.isNumber || $0.isLetter }
        guard !part.isEmpty else { return nil }
        parts.append(String(part))
        rest = rest.dropFirst(part.count)
      default:
        guard rest.first == character else { return nil }
        rest = rest.dropFirst()
      }
    }
    return rest.isEmpty ? parts : nil
  }
}

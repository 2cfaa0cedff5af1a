/// Python code that may be longer than a line, laid out as `black` does.
indirect enum PythonExpression: Hashable {
  /// Code that is never broken.
  case text(String)
  /// A value of the network's.
  case value(PythonValue)
  /// What stands before a bracket, what stands in it, one by one, and both brackets.
  case bracketed(String, open: String, [PythonExpression], close: String)
  /// `*[element for …]`.
  case unpacked(PythonExpression, clause: String)
  /// Operands with an operator between them, in parentheses where they need several lines.
  case joined([PythonExpression], by: String)
  /// `name=value`.
  case keyword(String, PythonExpression)

  static func call(_ function: String, _ arguments: [PythonExpression]) -> PythonExpression {
    .bracketed(function, open: "(", arguments, close: ")")
  }

  static func list(_ elements: [PythonExpression]) -> PythonExpression {
    .bracketed("", open: "[", elements, close: "]")
  }

  /// The whole in one line.
  var line: String {
    switch self {
    case .text(let text): text
    case .value(let value): value.text
    case .bracketed(let head, let open, let elements, let close):
      head + open + elements.map(\.line).joined(separator: ", ") + close
    case .joined(let operands, let sign): operands.map(\.line).joined(separator: sign)
    case .unpacked(let element, let clause): "*[\(element.line) \(clause)]"
    case .keyword(let name, let value): "\(name)=\(value.line)"
    }
  }

  /// The lines of a statement.
  ///
  /// - Parameters:
  ///   - indent: Spaces in front.
  ///   - prefix: What stands before the expression: `self.stem = `.
  ///   - suffix: What stands behind it: a comma, or nothing.
  /// - Returns: One line, where it fits, or several.
  func lines(indent: Int, prefix: String = "", suffix: String = "") -> [String] {
    let margin = String(repeating: " ", count: indent)
    let whole = margin + prefix + line + suffix
    guard whole.count > Self.width else { return [whole] }
    switch self {
    case .text, .value:
      return [whole]
    case .joined(let operands, let sign):
      let rest = operands.dropFirst().flatMap {
        $0.lines(indent: indent + 4, prefix: String(sign.dropFirst()))
      }
      return [margin + prefix + "("] + operands[0].lines(indent: indent + 4) + rest
        + [margin + ")" + suffix]
    case .keyword(let name, let value):
      return value.lines(indent: indent, prefix: "\(prefix)\(name)=", suffix: suffix)
    case .unpacked(let element, let clause):
      return [margin + prefix + "*["]
        + element.lines(indent: indent + 4)
        + [margin + "    " + clause, margin + "]" + suffix]
    case .bracketed(let head, let open, let elements, let close):
      let inner = margin + "    " + elements.map(\.line).joined(separator: ", ")
      // Black adds a comma behind the last of several lines, and none to one line.
      let body =
        inner.count <= Self.width
        ? [inner] : elements.flatMap { $0.lines(indent: indent + 4, suffix: ",") }
      return [margin + prefix + head + open] + body + [margin + close + suffix]
    }
  }

  /// Characters in a line, black's own choice.
  static let width = 88
}

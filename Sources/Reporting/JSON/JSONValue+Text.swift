extension JSONValue {
  /// The document as text, without a line end: a container of scalars on one line, a container that
  /// holds other containers one element a line, indented by two spaces.
  package var text: String {
    var output = ""
    write(to: &output, indentation: 0)
    return output
  }

  private func write(to output: inout String, indentation: Int) {
    switch self {
    case .null: output += "null"
    case .boolean(let value): output += value ? "true" : "false"
    case .integer(let value): output += String(value)
    case .digits(let digits): output += digits
    case .number(let value): output += value.isFinite ? value.description : "null"
    case .string(let value): Self.writeQuoted(value, to: &output)
    case .array(let elements):
      Self.writeContainer(
        elements, brackets: ("[", "]"), isFlat: elements.allSatisfy(\.isScalar), to: &output,
        indentation: indentation
      ) { element, output in element.write(to: &output, indentation: indentation + 1) }
    case .object(let members):
      Self.writeContainer(
        members, brackets: ("{", "}"), isFlat: members.allSatisfy(\.value.isScalar), to: &output,
        indentation: indentation
      ) { member, output in
        Self.writeQuoted(member.key, to: &output)
        output += ": "
        member.value.write(to: &output, indentation: indentation + 1)
      }
    }
  }

  private static func writeContainer<Element>(
    _ elements: [Element], brackets: (String, String), isFlat: Bool, to output: inout String,
    indentation: Int, element write: (Element, inout String) -> Void
  ) {
    let newline = isFlat ? "" : "\n" + String(repeating: "  ", count: indentation + 1)
    output += brackets.0
    for (index, element) in elements.enumerated() {
      if index > 0 { output += isFlat ? ", " : "," }
      output += newline
      write(element, &output)
    }
    if !isFlat { output += "\n" + String(repeating: "  ", count: indentation) }
    output += brackets.1
  }

  private var isScalar: Bool {
    switch self {
    case .null, .boolean, .integer, .digits, .number, .string: true
    case .array, .object: false
    }
  }

  /// Quotes and escapes as RFC 8259 demands, and also U+007F and the line separators U+2028/9, which
  /// are legal but break terminals and JavaScript.
  private static func writeQuoted(_ text: String, to output: inout String) {
    output += "\""
    for scalar in text.unicodeScalars {
      switch scalar {
      case "\"": output += "\\\""
      case "\\": output += "\\\\"
      case "\n": output += "\\n"
      case "\r": output += "\\r"
      case "\t": output += "\\t"
      case "\u{0}"..."\u{1F}", "\u{7F}", "\u{2028}", "\u{2029}":
        let hexadecimal = String(scalar.value, radix: 16)
        output += "\\u" + String(repeating: "0", count: 4 - hexadecimal.count) + hexadecimal
      default: output.unicodeScalars.append(scalar)
      }
    }
    output += "\""
  }
}

/// Elements of XML or HTML, written one after the other.
///
/// Text and values of attributes are escaped here and nowhere else, whoever they come from.
struct Markup {
  private(set) var text = ""

  mutating func open(_ name: String, _ attributes: KeyValuePairs<String, String> = [:]) {
    text += "<\(name)\(Self.text(attributes))>\n"
  }

  mutating func close(_ name: String) {
    text += "</\(name)>\n"
  }

  /// An element around a text.
  mutating func element(
    _ name: String, _ attributes: KeyValuePairs<String, String>, _ content: String
  ) {
    text += "<\(name)\(Self.text(attributes))>\(Self.escape(content))</\(name)>\n"
  }

  /// An element without attributes around a text.
  mutating func element(_ name: String, _ content: String) {
    element(name, [:], content)
  }

  /// An element without content, as XML writes it.
  mutating func empty(_ name: String, _ attributes: KeyValuePairs<String, String>) {
    text += "<\(name)\(Self.text(attributes))/>\n"
  }

  /// What is markup already.
  mutating func insert(_ markup: String) {
    text += markup
  }

  private static func text(_ attributes: KeyValuePairs<String, String>) -> String {
    attributes.map { " \($0)=\"\(escape($1))\"" }.joined()
  }

  /// Text as XML character data or attribute value.
  ///
  /// Characters that XML 1.0 forbids become U+FFFD.
  static func escape(_ text: String) -> String {
    if text.utf8.allSatisfy({ !special.contains($0) && $0 >= 0x20 && $0 < 0x7F }) { return text }
    var output = ""
    for scalar in text.unicodeScalars {
      switch scalar {
      case "&": output += "&amp;"
      case "<": output += "&lt;"
      case ">": output += "&gt;"
      case "\"": output += "&quot;"
      case "'": output += "&#39;"
      case "\t", "\n", "\r": output += " "
      case "\u{0}"..."\u{1F}", "\u{7F}"..."\u{9F}", "\u{FFFE}", "\u{FFFF}": output += "\u{FFFD}"
      default: output.unicodeScalars.append(scalar)
      }
    }
    return output
  }

  private static let special = Array("&<>\"'".utf8)
}

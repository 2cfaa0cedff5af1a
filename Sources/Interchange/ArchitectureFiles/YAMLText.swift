import Networks

/// Scalars as YAML.
enum YAMLText {
  /// A number for a square, `[height, width]` for another rectangle.
  static func resolution(_ resolution: Resolution) -> String {
    resolution.isSquare ? "\(resolution.height)" : "\(resolution.sides)"
  }

  /// The shortest decimals that read back as the same number; a whole one without its point.
  static func number(_ value: Double) -> String {
    value == value.rounded() && abs(value) < 1e15 ? "\(Int(value))" : "\(value)"
  }

  /// A text in double quotes where it is more than a plain word.
  static func quoted(_ text: String) -> String {
    let isPlain =
      text.unicodeScalars.first.map { $0.properties.isAlphabetic && $0.isASCII } == true
      && text.unicodeScalars.allSatisfy { scalar in
        scalar.isASCII
          && (scalar.properties.isAlphabetic || ("0"..."9").contains(scalar)
            || "-_./@".unicodeScalars.contains(scalar))
      } && text != "null"
    if isPlain { return text }
    var quoted = "\""
    for scalar in text.unicodeScalars {
      switch scalar {
      case "\"", "\\": quoted += "\\\(scalar)"
      case " "..."~": quoted.unicodeScalars.append(scalar)
      default:
        let digits = String(scalar.value, radix: 16)
        quoted += "\\U" + String(repeating: "0", count: 8 - digits.count) + digits
      }
    }
    return quoted + "\""
  }
}

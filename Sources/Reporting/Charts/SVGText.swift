/// Text inside pictures: how much room it takes, without asking a browser.
enum SVGText {
  /// A coordinate with at most two decimals, the same text on every machine.
  static func number(_ value: Double) -> String {
    var text = Substring(NumberText.fixed(value, decimals: 2))
    while text.hasSuffix("0") { text = text.dropLast() }
    return String(text.hasSuffix(".") ? text.dropLast() : text)
  }

  /// Width of `text` in pixels, by Helvetica's metrics, to which the fonts named in the style sheet
  /// are equal or close.
  static func width(_ text: String, size: Double, isBold: Bool = false) -> Double {
    let thousandths = text.reduce(0) { sum, character in
      guard let code = character.asciiValue, code >= 32, code < 127 else {
        return sum + (DisplayWidth.of(character) == 2 ? 1000 : DisplayWidth.of(character) * 580)
      }
      return sum + helveticaWidths[Int(code) - 32]
    }
    return Double(thousandths) / 1000 * size * (isBold ? 1.07 : 1)
  }

  /// `text` in lines no wider than `width` pixels, broken between words.
  static func wrap(_ text: String, width: Double, size: Double, isBold: Bool = false) -> [String] {
    var lines: [String] = []
    for word in text.split(whereSeparator: \.isWhitespace) {
      if let last = lines.last, Self.width("\(last) \(word)", size: size, isBold: isBold) <= width {
        lines[lines.count - 1] += " " + word
      } else {
        lines.append(String(word))
      }
    }
    return lines
  }

  /// Advance widths of the ASCII characters from space on, in thousandths of the font size (Adobe's
  /// metrics of Helvetica).
  private static let helveticaWidths = [
    278, 278, 355, 556, 556, 889, 667, 191, 333, 333, 389, 584, 278, 333, 278, 278,
    556, 556, 556, 556, 556, 556, 556, 556, 556, 556, 278, 278, 584, 584, 584, 556,
    1015, 667, 667, 722, 722, 667, 611, 778, 722, 278, 500, 667, 556, 833, 722, 778,
    667, 778, 722, 667, 611, 722, 667, 944, 667, 667, 611, 278, 278, 278, 469, 556,
    333, 556, 556, 500, 556, 556, 278, 556, 556, 222, 222, 500, 222, 833, 556, 556,
    556, 556, 333, 500, 278, 556, 500, 722, 500, 500, 500, 334, 260, 334, 584,
  ]
}

/// Text inside pictures: how much room it takes, without asking a browser.
enum SVGText {
  /// A coordinate with at most two decimals, the same text on every machine.
  static func number(_ value: Double) -> String {
    var text = Substring(NumberText.fixed(value, decimals: 2))
    while text.hasSuffix("0") { text = text.dropLast() }
    return String(text.hasSuffix(".") ? text.dropLast() : text)
  }

  /// Width of `text` in pixels in the widest of the fonts that the style sheet may end in.
  static func width(_ text: String, size: Double, isBold: Bool = false) -> Double {
    let thousandths = text.reduce(0) { $0 + FontWidths.width($1, isBold: isBold) }
    return Double(thousandths) / 1000 * size
  }

  /// `text` in lines no wider than `width` pixels, broken between words, and inside those that are
  /// wider alone.
  static func wrap(_ text: String, width: Double, size: Double, isBold: Bool = false) -> [String] {
    var lines: [String] = []
    let fits = { (line: String) in Self.width(line, size: size, isBold: isBold) <= width }
    for word in text.split(whereSeparator: \.isWhitespace) {
      if let last = lines.last, fits("\(last) \(word)") {
        lines[lines.count - 1] += " " + word
        continue
      }
      lines.append("")
      for character in fits(String(word)) ? [String(word)] : word.map(String.init) {
        let last = lines[lines.count - 1]
        if last.isEmpty || fits(last + character) {
          lines[lines.count - 1] += character
        } else {
          lines.append(character)
        }
      }
    }
    return lines
  }
}

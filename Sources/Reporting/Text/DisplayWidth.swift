/// How many columns text takes in a terminal, and fitting it to a width.
package enum DisplayWidth {
  /// The columns that `text` takes.
  ///
  /// 0 for combining marks and controls, 2 for East Asian wide characters and emoji, 1 for the
  /// rest. Ambiguous characters (Greek, ±, ×) count 1, as in all but CJK terminals.
  package static func of(_ text: String) -> Int {
    if text.utf8.allSatisfy({ $0 >= 0x20 && $0 < 0x7F }) { return text.utf8.count }
    return text.reduce(0) { $0 + of($1) }
  }

  /// Columns of one character as a reader sees it, marks and joiners included.
  package static func of(_ character: Character) -> Int {
    let scalars = character.unicodeScalars
    // A variation selector 16 asks for the emoji picture of what else is narrow text.
    if scalars.count > 1, scalars.contains("\u{FE0F}") { return 2 }
    return scalars.reduce(0) { max($0, of($1)) }
  }

  private static func of(_ scalar: Unicode.Scalar) -> Int {
    switch scalar.properties.generalCategory {
    case .nonspacingMark, .enclosingMark, .control, .format, .lineSeparator, .paragraphSeparator:
      return 0
    default:
      let isWide =
        scalar.properties.isEmojiPresentation
        || (scalar.value >= 0x1100 && wideRanges.contains { $0.contains(scalar.value) })
      return isWide ? 2 : 1
    }
  }

  /// Blocks of wide and full-width characters (Unicode Standard Annex 11), emoji aside.
  private static let wideRanges: [ClosedRange<UInt32>] = [
    0x1100...0x115F, 0x2E80...0x303E, 0x3041...0x33FF, 0x3400...0x4DBF, 0x4E00...0xA4CF,
    0xA960...0xA97F, 0xAC00...0xD7A3, 0xF900...0xFAFF, 0xFE10...0xFE19, 0xFE30...0xFE6F,
    0xFF01...0xFF60, 0xFFE0...0xFFE6, 0x16FE0...0x18DFF, 0x1AFF0...0x1B2FF, 0x1F200...0x1F2FF,
    0x20000...0x3FFFD,
  ]

  /// `text` with spaces added until it takes `width` columns; longer text is left as it is.
  package static func pad(_ text: String, to width: Int, _ alignment: Table.Heading.Alignment)
    -> String
  {
    let spaces = String(repeating: " ", count: max(0, width - of(text)))
    return switch alignment {
    case .left: text + spaces
    case .right: spaces + text
    }
  }

  /// The beginning of `text` that fits into `width` columns, with `ellipsis` where something is cut.
  package static func truncate(_ text: String, to width: Int, ellipsis: String = "…") -> String {
    if of(text) <= width { return text }
    let room = width - of(ellipsis)
    guard room > 0 else { return prefix(of: text, columns: max(0, width)) }
    return prefix(of: text, columns: room) + ellipsis
  }

  private static func prefix(of text: String, columns: Int) -> String {
    var used = 0
    return String(
      text.prefix { character in
        used += of(character)
        return used <= columns
      })
  }

  /// `text` in lines of at most `width` columns, broken between words; a word that is longer than a
  /// line stays whole, as half an id, a number or a path is none.
  ///
  /// - Parameters:
  ///   - text: words with spaces between them.
  ///   - width: columns of a line.
  ///   - breaksAtHyphens: whether a line may also end behind a hyphen of a capitalised word, as a
  ///     heading's `Multiply-adds`; a name in it, such as `nvidia-t4`, stays whole.
  /// - Returns: the lines, one at least.
  package static func wrap(
    _ text: String, to width: Int, breaksAtHyphens: Bool = false
  ) -> [String] {
    var lines: [String] = []
    var line = ""
    for (index, word) in text.split(separator: " ").enumerated() {
      var space = index == 0 ? "" : " "
      for part in breaksAtHyphens ? parts(of: word) : [String(word)] {
        if line.isEmpty {
          line = part
        } else if of(line) + space.count + of(part) <= width {
          line += space + part
        } else {
          lines.append(line)
          line = part
        }
        space = ""
      }
    }
    if !line.isEmpty || lines.isEmpty { lines.append(line) }
    return lines
  }

  /// The columns of the longest part of `text` that ``wrap(_:to:breaksAtHyphens:)`` keeps whole.
  package static func ofLongestWord(in text: String, breaksAtHyphens: Bool = false) -> Int {
    let words = text.split(separator: " ")
    let parts = breaksAtHyphens ? words.flatMap(parts) : words.map(String.init)
    return parts.map(of).max() ?? 0
  }

  /// `Multiply-` and `adds`; names, which are in lower case or have digits, in one part.
  private static func parts(of word: Substring) -> [String] {
    guard word.first?.isUppercase == true, !word.contains(where: \.isNumber) else {
      return [String(word)]
    }
    var parts = word.split(separator: "-", omittingEmptySubsequences: false).map(String.init)
    for index in parts.indices.dropLast() { parts[index] += "-" }
    if parts.last == "" { parts.removeLast() }
    return parts
  }

  /// `text` on one line and without control characters, which could move a terminal's cursor or
  /// change its colours: white space of any kind becomes a space, other controls "?".
  package static func sanitize(_ text: String) -> String {
    if text.utf8.allSatisfy({ $0 >= 0x20 && $0 < 0x7F }) { return text }
    var output = String.UnicodeScalarView()
    for scalar in text.unicodeScalars {
      switch scalar.properties.generalCategory {
      case .control:
        // Line ends of Windows would otherwise leave two spaces.
        if scalar == "\r" { continue }
        output.append(scalar.properties.isWhitespace ? " " : "?")
      case .lineSeparator, .paragraphSeparator: output.append(" ")
      default: output.append(scalar)
      }
    }
    return String(output)
  }
}

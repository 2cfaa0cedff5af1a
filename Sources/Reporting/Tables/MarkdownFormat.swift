/// A GitHub-flavoured Markdown table, padded so that it also reads well as plain text.
package struct MarkdownFormat: TableFormat {
  package init() {}

  package func render(_ table: Table) -> String {
    let header = table.columns.map { Self.escape($0.title) }
    let rows = table.rows.map { row in
      table.texts(of: row).map { text in
        let escaped = Self.escape(text)
        return row.role == .ordinary || escaped.isEmpty ? escaped : "**\(escaped)**"
      }
    }
    let widths = table.columns.indices.map { column in
      max(3, ([header] + rows).map { DisplayWidth.of($0[column]) }.max() ?? 0)
    }
    let line = { (cells: [String]) in
      let padded = table.columns.indices.map {
        DisplayWidth.pad(cells[$0], to: widths[$0], table.columns[$0].alignment)
      }
      return "| " + padded.joined(separator: " | ") + " |\n"
    }
    let rule = zip(table.columns, widths).map { column, width in
      switch column.alignment {
      case .left: String(repeating: "-", count: width)
      case .right: String(repeating: "-", count: width - 1) + ":"
      }
    }
    let caption = table.caption.map { "**\(Self.escape($0))**\n\n" } ?? ""
    guard !table.columns.isEmpty else {
      return caption + table.notes.map { Self.escape($0) + "\n" }.joined(separator: "\n")
    }
    let notes = table.notes.map(Self.escape).joined(separator: "  \n")
    return caption + line(header) + line(rule) + rows.map(line).joined()
      + (notes.isEmpty ? "" : "\n\(notes)\n")
  }

  /// Characters that Markdown would take as markup.
  ///
  /// Underscores inside words are left alone, as GitHub's Markdown leaves them alone and names are
  /// full of them.
  static func escape(_ text: String) -> String {
    let characters = Array(text)
    var output = ""
    for (index, character) in characters.enumerated() {
      switch character {
      case "\\", "|", "`", "*", "[", "]", "~": output += "\\" + String(character)
      case "<": output += "&lt;"
      case "&":
        // A bare ampersand is itself; one before a letter may begin an entity.
        let next = index + 1 < characters.count ? characters[index + 1] : " "
        output += next.isLetter || next == "#" ? "&amp;" : "&"
      case "_":
        let isInsideWord =
          index > 0 && index + 1 < characters.count && isWord(characters[index - 1])
          && isWord(characters[index + 1])
        output += isInsideWord ? "_" : "\\_"
      case _ where character.isNewline: output += "<br>"
      default: output.append(character)
      }
    }
    return output
  }

  private static func isWord(_ character: Character) -> Bool {
    character.isLetter || character.isNumber || character == "_"
  }
}

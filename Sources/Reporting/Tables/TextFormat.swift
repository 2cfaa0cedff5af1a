/// A table for the terminal: columns aligned, rules between groups, long words wrapped.
package struct TextFormat: TableFormat {
  /// Columns to keep to, as far as wrapping headers and text allows; `nil` for no limit.
  private let width: Int?
  private let usesUnicode: Bool

  /// - Parameters:
  ///   - width: columns of the terminal; `nil` when the output is none.
  ///   - usesUnicode: whether rules may be box-drawing characters.
  package init(width: Int? = nil, usesUnicode: Bool = true) {
    self.width = width
    self.usesUnicode = usesUnicode
  }

  package func render(_ table: Table) -> String {
    let titles = table.columns.map { DisplayWidth.sanitize($0.title) }
    let groups = table.shownGroups.map { group in
      group.map { table.texts(of: $0).map(DisplayWidth.sanitize) }
    }
    let widths = columnWidths(table.columns, titles: titles, rows: groups.flatMap(\.self))
    let total = widths.reduce(0, +) + Self.gap * max(0, widths.count - 1)
    let rule = String(repeating: usesUnicode ? "─" : "-", count: total) + "\n"
    let layOut = { (cells: [String], isHeader: Bool) in
      Self.layOut(cells, widths: widths, columns: table.columns, bottomAligned: isHeader)
    }

    let paragraphWidth = max(Self.narrowestText, width ?? Int.max)
    var output = ""
    if let caption = table.caption {
      output += Self.paragraph(caption, width: paragraphWidth) + "\n"
    }
    // A table without columns is what its notes say.
    if !table.columns.isEmpty {
      output += layOut(titles, true) + rule
      output += groups.map { $0.map { layOut($0, false) }.joined() }.joined(separator: rule)
      if !table.notes.isEmpty { output += rule }
    }
    return output + table.notes.map { Self.paragraph($0, width: paragraphWidth) }.joined()
  }

  private static let gap = 2
  /// Narrower than this, wrapped text becomes a ladder of syllables.
  private static let narrowestText = 12

  /// Natural widths if they fit.
  ///
  /// Otherwise headers are wrapped first, then text columns from the widest down. Numbers keep
  /// their width: a cut number is a wrong number.
  private func columnWidths(_ columns: [Table.Heading], titles: [String], rows: [[String]]) -> [Int]
  {
    let content = columns.indices.map { column in
      rows.map { DisplayWidth.of($0[column]) }.max() ?? 0
    }
    var widths = columns.indices.map { max(content[$0], DisplayWidth.of(titles[$0])) }
    guard let width else { return widths }
    let room = width - Self.gap * max(0, columns.count - 1)
    if widths.reduce(0, +) <= room { return widths }

    let words = titles.map { title in
      title.split(separator: " ").map { DisplayWidth.of(String($0)) }.max() ?? 0
    }
    widths = columns.indices.map { max(content[$0], words[$0]) }
    let wrappable = columns.indices.filter { columns[$0].alignment == .left }
    while widths.reduce(0, +) > room {
      guard let widest = wrappable.max(by: { widths[$0] < widths[$1] }),
        widths[widest] > max(Self.narrowestText, words[widest])
      else { break }
      widths[widest] -= 1
    }
    return Self.widen(widths, to: room, titles: titles)
  }

  /// Gives columns back the room that wrapping left over, where it saves lines of a header.
  private static func widen(_ widths: [Int], to room: Int, titles: [String]) -> [Int] {
    var widths = widths
    for column in widths.indices {
      let missing = DisplayWidth.of(titles[column]) - widths[column]
      if missing > 0, widths.reduce(0, +) + missing <= room { widths[column] += missing }
    }
    return widths
  }

  private static func layOut(
    _ cells: [String], widths: [Int], columns: [Table.Heading], bottomAligned: Bool
  ) -> String {
    let wrapped = columns.indices.map { column in
      DisplayWidth.of(cells[column]) <= widths[column]
        ? [cells[column]] : DisplayWidth.wrap(cells[column], to: max(2, widths[column]))
    }
    let height = wrapped.map(\.count).max() ?? 1
    var output = ""
    for line in 0..<height {
      let texts = columns.indices.map { column in
        let index = bottomAligned ? line - (height - wrapped[column].count) : line
        let text = wrapped[column].indices.contains(index) ? wrapped[column][index] : ""
        return DisplayWidth.pad(text, to: widths[column], columns[column].alignment)
      }
      var joined = texts.joined(separator: String(repeating: " ", count: gap))
      while joined.last == " " { joined.removeLast() }
      output += joined + "\n"
    }
    return output
  }

  private static func paragraph(_ text: String, width: Int) -> String {
    DisplayWidth.wrap(DisplayWidth.sanitize(text), to: width).map { $0 + "\n" }.joined()
  }
}

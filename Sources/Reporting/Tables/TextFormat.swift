/// A table for the terminal: columns aligned, rules between groups, fitted to the terminal's width.
///
/// What has no room is wrapped between words or left out, with a note (``TextColumns``); a single row,
/// or one whose essential columns have no room, becomes a block of lines. Nothing is broken inside a
/// word.
package struct TextFormat: TableFormat {
  /// Columns to keep to; `nil` for no limit.
  private let width: Int?
  private let usesUnicode: Bool

  /// - Parameters:
  ///   - width: columns of the terminal; `nil` when the output is none, or shall have everything.
  ///   - usesUnicode: whether rules may be box-drawing characters.
  package init(width: Int? = nil, usesUnicode: Bool = true) {
    self.width = width
    self.usesUnicode = usesUnicode
  }

  package func render(_ table: Table) -> String {
    let caption = table.caption.map { paragraph($0) + "\n" } ?? ""
    // A table without columns is what its notes say.
    guard !table.columns.isEmpty else { return caption + notes(of: table) }
    let titles = table.columns.map { DisplayWidth.sanitize($0.title) }
    let groups = table.shownGroups.map { group in
      group.map { table.texts(of: $0).map(DisplayWidth.sanitize) }
    }
    let rows = groups.flatMap(\.self)
    let measures = TextMeasures(table.columns, titles: titles, rows: rows)
    guard let width else {
      return caption + grid(table, titles, groups, TextColumns(measures))
    }
    // One row is read as well downwards, and nothing of it is left out.
    if let columns = TextColumns(measures, columns: table.columns, width: width),
      rows.count != 1 || columns.leftOut.isEmpty
    {
      return caption + grid(table, titles, groups, columns)
    }
    let records = TextRecords(titles: titles, width: width, dash: dash).render(rows)
    let rule = table.notes.isEmpty ? "" : String(repeating: dash, count: min(width, 20)) + "\n"
    return caption + records + rule + notes(of: table)
  }

  private var dash: Character { usesUnicode ? "─" : "-" }

  private func grid(
    _ table: Table, _ titles: [String], _ groups: [[[String]]], _ columns: TextColumns
  ) -> String {
    let total = columns.widths.reduce(0, +) + TextColumns.gap * max(0, columns.widths.count - 1)
    let rule = String(repeating: dash, count: total) + "\n"
    let alignments = columns.shown.map { table.columns[$0].alignment }
    func layOut(_ cells: [String], isHeader: Bool) -> String {
      Self.layOut(
        columns.shown.map { cells[$0] }, widths: columns.widths, alignments, isHeader: isHeader)
    }
    var output = layOut(titles, isHeader: true) + rule
    output += groups.map { $0.map { layOut($0, isHeader: false) }.joined() }.joined(separator: rule)
    let leftOut = columns.leftOut
    if !table.notes.isEmpty || !leftOut.isEmpty { output += rule }
    if !leftOut.isEmpty {
      let count = leftOut.count == 1 ? "1 column" : "\(leftOut.count) columns"
      output += paragraph(
        "Left out, for want of room: \(count) (\(leftOut.joined(separator: ", "))); --wide shows all."
      )
    }
    return output + notes(of: table)
  }

  private static func layOut(
    _ cells: [String], widths: [Int], _ alignments: [Table.Heading.Alignment], isHeader: Bool
  ) -> String {
    let wrapped = zip(cells, widths).map { cell, width in
      guard DisplayWidth.of(cell) > width else { return [cell] }
      let lines = DisplayWidth.wrap(cell, to: width)
      // Behind hyphens only where words alone do not fit.
      guard isHeader, lines.contains(where: { DisplayWidth.of($0) > width }) else { return lines }
      return DisplayWidth.wrap(cell, to: width, breaksAtHyphens: true)
    }
    let height = wrapped.map(\.count).max() ?? 1
    var output = ""
    for line in 0..<height {
      let texts = wrapped.indices.map { column in
        let index = isHeader ? line - (height - wrapped[column].count) : line
        let text = wrapped[column].indices.contains(index) ? wrapped[column][index] : ""
        return DisplayWidth.pad(text, to: widths[column], alignments[column])
      }
      var joined = texts.joined(separator: String(repeating: " ", count: TextColumns.gap))
      while joined.last == " " { joined.removeLast() }
      output += joined + "\n"
    }
    return output
  }

  private func notes(of table: Table) -> String { table.notes.map(paragraph).joined() }

  private func paragraph(_ text: String) -> String {
    let text = DisplayWidth.sanitize(text)
    let lines = width.map { DisplayWidth.wrap(text, to: max(TextColumns.narrowestText, $0)) }
    return (lines ?? [text]).map { $0 + "\n" }.joined()
  }
}

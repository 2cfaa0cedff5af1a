/// Draws a table into a page: a caption, headings, a row each, and what has to be said below.
enum HTMLTable {
  static func draw(_ table: Table, _ style: ReportTableStyle, _ markup: inout Markup) {
    guard !table.columns.isEmpty else {
      // A listing that has words alone.
      for note in table.notes { markup.element("p", note) }
      return
    }
    let label = table.caption ?? "Table"
    markup.open(
      "div", ["class": "scroll", "tabindex": "0", "role": "region", "aria-label": label])
    markup.open("table", style.isSearchable ? ["class": "searchable"] : [:])
    if let caption = table.caption { markup.element("caption", caption) }
    markup.open("thead")
    markup.open("tr")
    let shown = columns(of: table)
    for column in shown.map({ table.columns[$0] }) {
      markup.element(
        "th", column.alignment == .right ? ["scope": "col", "class": "n"] : ["scope": "col"],
        column.title)
    }
    markup.close("tr")
    markup.close("thead")
    var row = 0
    for group in table.shownGroups {
      markup.open("tbody")
      for entry in group {
        draw(entry, of: table, shown, style, number: row, &markup)
        row += 1
      }
      markup.close("tbody")
    }
    markup.close("table")
    markup.close("div")
    for note in table.notes { markup.element("p", ["class": "note"], note) }
  }

  /// The columns that have something to say in any row.
  private static func columns(of table: Table) -> [Int] {
    let rows = table.rows
    return table.columns.indices.filter { column in
      rows.isEmpty
        || rows.contains { $0.cells[column].value != .empty && $0.cells[column].value != .text("") }
    }
  }

  private static func draw(
    _ row: Table.Row, of table: Table, _ shown: [Int], _ style: ReportTableStyle, number: Int,
    _ markup: inout Markup
  ) {
    switch row.role {
    case .ordinary: markup.insert("<tr>")
    case .emphasized: markup.insert("<tr class=\"best\">")
    case .total: markup.insert("<tr class=\"total\">")
    }
    for index in shown {
      let (cell, column) = (row.cells[index], table.columns[index])
      let isMarked = style.marked.contains([number, index])
      markup.insert(column.alignment == .right ? "<td class=\"n\"" : "<td")
      // What a column is sorted by, where people read it rounded or with a unit.
      if style.isSearchable, let value = cell.sortValue { markup.insert(" data-v=\"\(value)\"") }
      let text = Markup.escape(cell.text(in: column.style))
      markup.insert(isMarked ? "><mark>\(text)</mark></td>" : ">\(text)</td>")
    }
    markup.insert("</tr>\n")
  }
}

extension Cell {
  /// A number in seven digits, which is enough to sort by; nil for anything else.
  fileprivate var sortValue: String? {
    switch value {
    case .integer(let value): String(value)
    case .number(let value): value.isFinite ? NumberStyle.significant(7).text(value) : nil
    case .digits(let digits): digits
    case .empty, .text, .boolean: nil
    }
  }
}

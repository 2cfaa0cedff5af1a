/// A column of a listing: how programs and people call it, and how a row's value comes about.
///
/// A table is made of columns and rows, so that a header, its JSON key and its cells are said once.
package struct Column<Row> {
  private(set) var heading: Table.Heading
  let cell: (Row) -> Cell
  /// What stands here in the row of sums; `nil` where this column asks for no such row.
  private(set) var total: Cell?

  private init(_ heading: Table.Heading, _ cell: @escaping (Row) -> Cell) {
    self.heading = heading
    self.cell = cell
  }

  /// A column of words, which may be wrapped where a terminal is narrow.
  ///
  /// - Parameters:
  ///   - key: name in JSON and CSV, in camelCase.
  ///   - title: header for people.
  ///   - value: the words of a row; `nil` for an empty cell.
  /// - Returns: the column.
  package static func text(
    _ key: String, _ title: String, _ value: @escaping (Row) -> String?
  ) -> Column {
    Column(.text(key, title)) { .optional(value($0)) }
  }

  /// A column of yes and no.
  ///
  /// - Parameters: as of ``text(_:_:_:)``.
  /// - Returns: the column.
  package static func boolean(
    _ key: String, _ title: String, _ value: @escaping (Row) -> Bool
  ) -> Column {
    Column(.text(key, title)) { .boolean(value($0)) }
  }

  /// A column of whole numbers.
  ///
  /// - Parameters:
  ///   - key: name in JSON and CSV, in camelCase.
  ///   - title: header for people.
  ///   - unit: unit of the values, put into the header in parentheses.
  ///   - style: how people see the numbers.
  ///   - value: the number of a row; `nil` for an empty cell.
  /// - Returns: the column.
  package static func integer(
    _ key: String, _ title: String, unit: String? = nil, _ style: NumberStyle = .plain,
    _ value: @escaping (Row) -> Int?
  ) -> Column {
    Column(.number(key, title, unit: unit, style)) { .optional(value($0)) }
  }

  /// A column of numbers.
  ///
  /// - Parameters: as of ``integer(_:_:unit:_:_:)``.
  /// - Returns: the column.
  package static func number(
    _ key: String, _ title: String, unit: String? = nil, _ style: NumberStyle = .plain,
    _ value: @escaping (Row) -> Double?
  ) -> Column {
    Column(.number(key, title, unit: unit, style)) { .optional(value($0)) }
  }

  /// A column of numbers whose rows differ in kind or in unit.
  ///
  /// - Parameters: as of ``integer(_:_:unit:_:_:)``, but for the cell that `value` makes.
  /// - Returns: the column.
  package static func cells(
    _ key: String, _ title: String, _ style: NumberStyle = .plain,
    _ value: @escaping (Row) -> Cell
  ) -> Column {
    Column(.number(key, title, style), value)
  }

  /// This column with its cell in the row of sums that ends the table.
  package func total(_ cell: Cell) -> Column {
    var column = self
    column.total = cell
    return column
  }

  /// This column, left out first where a terminal has no room for all.
  package var minor: Column { important(.minor) }

  /// This column, never left out.
  package var essential: Column { important(.essential) }

  /// This column of words, never wrapped: names with spaces in them.
  package var whole: Column {
    var column = self
    column.heading.isWhole = true
    return column
  }

  private func important(_ importance: Table.Heading.Importance) -> Column {
    var column = self
    column.heading.importance = importance
    return column
  }

  /// This column for rows that hold a `Row`.
  package func of<Other>(_ part: @escaping (Other) -> Row) -> Column<Other> {
    var column = Column<Other>(heading) { cell(part($0)) }
    column.total = total
    return column
  }
}

extension Table {
  /// The table of `groups` under `columns`, with a row of sums at the end where a column has one.
  ///
  /// - Parameters:
  ///   - caption: what the table shows, in a phrase.
  ///   - columns: what is shown of each row.
  ///   - groups: the rows, those of a group together.
  ///   - notes: conventions, sources, explanations: for people, a line each.
  ///   - envelope: keys around the rows in JSON.
  ///   - isEmphasized: whether a row is what the reader should find first.
  package init<Element>(
    caption: String? = nil, columns: [Column<Element>], groups: [[Element]], notes: [String] = [],
    envelope: Envelope? = nil, isEmphasized: (Element) -> Bool = { _ in false }
  ) {
    self.init(
      caption: caption, columns: columns.map(\.heading), notes: notes, envelope: envelope)
    for group in groups {
      beginGroup()
      for row in group {
        append(columns.map { $0.cell(row) }, role: isEmphasized(row) ? .emphasized : .ordinary)
      }
    }
    guard columns.contains(where: { $0.total != nil }) else { return }
    beginGroup()
    append(columns.map { $0.total ?? .empty }, role: .total)
  }

  /// The table of `rows` under `columns`, in one group.
  ///
  /// - Parameters: as of the initialiser that takes groups.
  package init<Element>(
    caption: String? = nil, columns: [Column<Element>], rows: [Element], notes: [String] = [],
    envelope: Envelope? = nil, isEmphasized: (Element) -> Bool = { _ in false }
  ) {
    self.init(
      caption: caption, columns: columns, groups: [rows], notes: notes, envelope: envelope,
      isEmphasized: isEmphasized)
  }
}

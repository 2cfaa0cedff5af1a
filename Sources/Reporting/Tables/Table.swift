/// What a listing command prints: typed rows under described columns.
///
/// Every output format is a rendering of this value, so that no format knows something that another
/// does not.
package struct Table: Hashable, Sendable {
  /// What the table shows, in a phrase.
  package var caption: String?
  package var columns: [Heading]
  /// Rows in groups that people see separated by a rule; programs see one sequence.
  package private(set) var groups: [[Row]]
  /// Conventions, sources, explanations: for people, below the table, a line each.
  package var notes: [String]
  /// Keys around the rows in JSON.
  ///
  /// Without it, a table is an array of row objects.
  package var envelope: Envelope?
  /// The column whose words are the keys of an object of row objects in JSON, in place of an array.
  package var keyColumn: String?
  /// What JSON gives in place of the rows.
  package var json: JSONValue?

  package init(
    caption: String? = nil, columns: [Heading], notes: [String] = [], envelope: Envelope? = nil
  ) {
    self.caption = caption
    self.columns = columns
    self.groups = [[]]
    self.notes = notes
    self.envelope = envelope
  }

  /// All rows in order.
  package var rows: [Row] { groups.flatMap(\.self) }

  /// Adds a row to the current group.
  ///
  /// - Precondition: one cell per column, in their order.
  package mutating func append(_ cells: [Cell], role: Row.Role = .ordinary) {
    precondition(
      cells.count == columns.count, "\(cells.count) cells for \(columns.count) columns")
    groups[groups.count - 1].append(Row(cells: cells, role: role))
  }

  /// Begins a new group of rows; a group without rows is not shown.
  package mutating func beginGroup() {
    if groups[groups.count - 1].isEmpty { return }
    groups.append([])
  }

  /// A row: one cell per column, and what it is among the rows.
  package struct Row: Hashable, Sendable {
    package let cells: [Cell]
    package let role: Role

    package enum Role: Hashable, Sendable {
      case ordinary
      /// A row that the reader should find first, set in bold where the format has it.
      case emphasized
      /// A sum over rows: for people only, since in machine formats it would be counted twice.
      case total
    }
  }

  /// Members written before and after the rows when the JSON form is an object.
  package struct Envelope: Hashable, Sendable {
    package var leading: [JSONValue.Member]
    /// Key of the array of rows.
    package var rowsKey: String
    package var trailing: [JSONValue.Member]

    package init(
      leading: [JSONValue.Member] = [], rowsKey: String, trailing: [JSONValue.Member] = []
    ) {
      self.leading = leading
      self.rowsKey = rowsKey
      self.trailing = trailing
    }
  }
}

extension Table {
  /// The groups that have rows.
  var shownGroups: [[Row]] { groups.filter { !$0.isEmpty } }

  /// The texts of a row's cells as people read them.
  func texts(of row: Row) -> [String] {
    zip(row.cells, columns).map { $0.text(in: $1.style) }
  }

  /// Rows that programs read: all but the sums.
  var dataRows: [Row] { rows.filter { $0.role != .total } }
}

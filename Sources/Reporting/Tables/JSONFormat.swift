/// An array of row objects, or the table's envelope around it; several tables as one object.
package struct JSONFormat: TableFormat {
  package init() {}

  package func render(_ table: Table) -> String { Self.value(of: table).text + "\n" }

  package func render(_ sections: [(key: String, table: Table)]) -> String {
    let members = sections.map { JSONValue.Member($0.key, Self.value(of: $0.table)) }
    return JSONValue.object(members).text + "\n"
  }

  /// The table as a JSON document: keys in the order of the columns, numbers exact.
  package static func value(of table: Table) -> JSONValue {
    if let json = table.json { return json }
    if let key = table.keyColumn { return .object(members(of: table, by: key)) }
    let rows = table.dataRows.map { row in
      JSONValue.object(zip(table.columns, row.cells).map { .init($0.key, $1.json) })
    }
    guard let envelope = table.envelope else { return .array(rows) }
    return .object(
      envelope.leading + [.init(envelope.rowsKey, .array(rows))] + envelope.trailing)
  }

  /// The rows as members of an object, each under its word in the column `key`.
  private static func members(of table: Table, by key: String) -> [JSONValue.Member] {
    table.dataRows.map { row in
      let cells = zip(table.columns, row.cells)
      let name = cells.first { $0.0.key == key }?.1.text(in: .plain) ?? ""
      return .init(
        name, .object(cells.filter { $0.0.key != key }.map { .init($0.0.key, $0.1.json) }))
    }
  }
}

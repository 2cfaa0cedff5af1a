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
    let rows = table.dataRows.map { row in
      JSONValue.object(zip(table.columns, row.cells).map { .init($0.key, $1.json) })
    }
    guard let envelope = table.envelope else { return .array(rows) }
    return .object(
      envelope.leading + [.init(envelope.rowsKey, .array(rows))] + envelope.trailing)
  }
}

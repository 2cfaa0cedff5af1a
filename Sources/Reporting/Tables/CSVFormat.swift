/// Comma-separated values after RFC 4180: a header of keys, CRLF line ends, exact numbers.
///
/// A table without columns is what its notes say: a column of sentences.
package struct CSVFormat: TableFormat {
  package init() {}

  package func render(_ table: Table) -> String {
    guard !table.columns.isEmpty else {
      return (["sentence"] + table.notes.map(Self.field)).map { $0 + "\r\n" }.joined()
    }
    let header = table.columns.map { Self.field($0.key) }
    let rows = table.dataRows.map { $0.cells.map(Self.field) }
    return ([header] + rows).map { $0.joined(separator: ",") + "\r\n" }.joined()
  }

  private static func field(_ cell: Cell) -> String {
    switch cell.value {
    case .empty: ""
    case .text(let text): field(text)
    case .integer(let value): String(value)
    case .digits(let digits): digits
    case .number(let value): value.description
    case .boolean(let value): value ? "true" : "false"
    }
  }

  /// Quoted where commas, quotes, line ends or outer spaces would be misread.
  private static func field(_ text: String) -> String {
    let needsQuotes =
      text.unicodeScalars.contains { $0 == "," || $0 == "\"" || $0 == "\n" || $0 == "\r" }
      || text.hasPrefix(" ") || text.hasSuffix(" ")
    guard needsQuotes else { return text }
    let parts = text.split(separator: "\"", omittingEmptySubsequences: false)
    return "\"" + parts.joined(separator: "\"\"") + "\""
  }
}

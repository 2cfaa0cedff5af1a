/// A way to write a table.
package protocol TableFormat: Sendable {
  /// The table as text that ends with a line end.
  func render(_ table: Table) -> String

  /// Several tables as one output.
  ///
  /// - Parameter sections: each table with the key under which programs find it.
  /// - Returns: text that ends with a line end.
  func render(_ sections: [(key: String, table: Table)]) -> String
}

extension TableFormat {
  /// Tables one after the other, an empty line between them.
  package func render(_ sections: [(key: String, table: Table)]) -> String {
    sections.map { render($0.table) }.joined(separator: "\n")
  }
}

import Reporting

extension FormatOption {
  /// Prints the tables of a study folder: one by itself, those of a family under their roles.
  func printStudies(_ tables: [(key: String, table: Table)], to streams: Streams) {
    if tables.count == 1 {
      self.print(tables[0].table, to: streams)
    } else {
      self.print(tables, to: streams)
    }
  }
}

import Reporting

extension TableFilesOption {
  /// Prints the tables of a study folder: one by itself, those of a family under their roles.
  func printStudies(
    _ tables: [(key: String, table: Table)], named name: String, to streams: Streams
  ) throws {
    if tables.count == 1 {
      try print(tables[0].table, named: name, to: streams)
    } else {
      try print(tables, to: streams)
    }
  }
}

import ArgumentParser
import Files
import Reporting

/// `--format`, `--table` and `--output`, of commands that answer with several tables and write no
/// other files.
struct TableFilesOption: ParsableArguments {
  @OptionGroup var tables: TablesOption

  @Option(
    help: ArgumentHelp(
      "Write each table into a file of this folder, such as NAME.csv, in place of printing it.",
      valueName: "folder"), completion: .directory)
  var output: String?

  /// Whether programs read the tables.
  var isForPrograms: Bool { tables.format.format.isForPrograms }

  /// Writes a table as a result, or into the file `name` of the folder that was asked for.
  ///
  /// - Throws: As ``print(_:to:)`` does.
  func print(_ table: Table, named name: String, to streams: Streams) throws {
    if output == nil, tables.table == nil { return tables.print(table, to: streams) }
    try print([(name, table)], to: streams)
  }

  /// Writes tables as a result, or each into a file of the folder that was asked for.
  ///
  /// - Throws: `ValidationError` for a name that no table has, `FileError` where a file can't be
  ///   written.
  func print(_ sections: TablesOption.Sections, to streams: Streams) throws {
    guard let output else {
      return try tables.print(sections, to: streams, writesFiles: true)
    }
    let chosen = try tables.chosen(from: sections)
    let folder = try OutputFolder(output)
    let format = tables.format.format
    for (key, table) in chosen {
      let text = format.writer(usesUnicode: streams.usesUnicode).render(table)
      streams.results("\(output)/\(try folder.write(text, name: "\(key).\(format.suffix)"))\n")
    }
  }
}

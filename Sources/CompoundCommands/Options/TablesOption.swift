import ArgumentParser
import Networks
import Reporting

/// `--format` and `--table`, of commands that answer with several tables.
struct TablesOption: ParsableArguments {
  typealias Sections = [(key: String, table: Table)]

  @OptionGroup var format: FormatOption

  @Option(
    help: ArgumentHelp(
      "Of several tables, only this one; a CSV is one table, the first unless this says another.",
      valueName: "name"))
  var table: String?

  /// Writes a table as a result.
  func print(_ table: Table, to streams: Streams) { format.print(table, to: streams) }

  /// Writes tables as a result: the one that was asked for, or all; as CSV, which is one table, the
  /// first, with a note that names the others.
  ///
  /// - Parameters:
  ///   - sections: The tables, each under its name.
  ///   - streams: Where they and the note go.
  ///   - writesFiles: Whether the command can write each into a file.
  /// - Throws: `ValidationError` for a name that no table has.
  func print(_ sections: Sections, to streams: Streams, writesFiles: Bool = false) throws {
    if table != nil {
      for section in try chosen(from: sections) { format.print(section.table, to: streams) }
      return
    }
    guard format.format == .csv, let first = sections.first, sections.count > 1 else {
      return format.print(sections, to: streams)
    }
    format.print(first.table, to: streams)
    let others = sections.dropFirst().map(\.key).joined(separator: ", ")
    streams.diagnostics(
      "compound: a CSV is one table, here '\(first.key)'; --table chooses another: \(others)"
        + (writesFiles ? "; --output FOLDER writes all" : ""))
  }

  /// The table that was asked for, or all.
  ///
  /// - Throws: `ValidationError` for a name that no table has.
  func chosen(from sections: Sections) throws -> Sections {
    guard let table else { return sections }
    let chosen = sections.filter { $0.key == table }
    guard chosen.isEmpty else { return chosen }
    let names = sections.map(\.key)
    throw ValidationError(
      "--table \(table): expected \(names.joined(separator: ", "))"
        + NameSuggestion.phrase(for: table, among: names))
  }
}

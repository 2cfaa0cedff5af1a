import ArgumentParser
import Reporting

/// `--format`, which every listing command takes.
struct FormatOption: ParsableArguments {
  @Option(help: "Form of the output.")
  var format: OutputFormat = .text

  @Flag(help: "In a terminal, show all columns of a table, however wide they are together.")
  var wide = false

  /// Writes a table as a result.
  func print(_ table: Table, to streams: Streams) {
    streams.results(writer(streams).render(table))
  }

  /// Writes several tables as a result, each under a key for programs.
  func print(_ sections: [(key: String, table: Table)], to streams: Streams) {
    streams.results(writer(streams).render(sections))
  }

  private func writer(_ streams: Streams) -> any TableFormat {
    format.writer(width: wide ? nil : streams.width, usesUnicode: streams.usesUnicode)
  }
}

extension OutputFormat: ExpressibleByArgument {}

import ArgumentParser
import Reporting

/// `--format`, which every listing command takes.
struct FormatOption: ParsableArguments {
  @Option(help: "Form of the output.")
  var format: OutputFormat = .text

  /// Writes a table to standard output.
  func print(_ table: Table) {
    Terminal.standardOutput.write(format.forStandardOutput().render(table))
  }

  /// Writes several tables to standard output, each under a key for programs.
  func print(_ sections: [(key: String, table: Table)]) {
    Terminal.standardOutput.write(format.forStandardOutput().render(sections))
  }
}

extension OutputFormat: ExpressibleByArgument {}

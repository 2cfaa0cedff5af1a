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
}

extension OutputFormat: ExpressibleByArgument {}

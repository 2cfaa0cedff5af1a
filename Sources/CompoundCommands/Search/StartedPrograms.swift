import Reporting
import Studies

/// What `--plan` says of the programs that a search starts, so that a file from elsewhere can be looked at
/// before anything of it runs.
enum StartedPrograms {
  /// Says what is run for each training; nil where nothing but this program is.
  static func words(_ evaluator: EvaluatorDefinition) -> String? {
    switch evaluator {
    case .command(let definition):
      let variables = definition.environment.sorted { $0.key < $1.key }
        .map { "\($0.key)=\($0.value)" }
      return "Each training runs this by /bin/sh:\n" + indented(definition.command)
        + (variables.isEmpty
          ? "" : "\nwith these variables:\n" + variables.map(indented).joined(separator: "\n"))
    case .pytorch(let definition):
      return "Each training runs Compound's trainer by this interpreter:\n"
        + indented(definition.python)
    case .trainer, .zeroCost, .table:
      return nil
    }
  }

  /// Line by line, and without what could hide a line from who reads it.
  private static func indented(_ text: String) -> String {
    text.split(omittingEmptySubsequences: false, whereSeparator: \.isNewline)
      .map { "  " + DisplayWidth.sanitize(String($0)) }.joined(separator: "\n")
  }
}

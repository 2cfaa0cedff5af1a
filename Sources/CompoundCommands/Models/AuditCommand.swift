public import ArgumentParser
public import ModelZoo
import Reporting

struct AuditCommand: Command {
  static let configuration = CommandConfiguration(
    commandName: "audit",
    abstract: "Recomputes what the paper's tables and figures state.",
    discussion: """
      Prints published, computed, deviation and, where they differ, the known cause. The exit code \
      is 0 when every deviation is explained, 1 otherwise.
      Example:
        compound audit table2 figure3
      """)

  @Argument(help: "Tables and figures, such as table2 or figure3; all where none is named.")
  var parts: [Audit] = []

  @OptionGroup var output: FormatOption

  func run(_ streams: Streams) throws {
    var sections: [(key: String, table: Table)] = []
    var unexplained = 0
    for audit in parts.isEmpty ? Audit.allCases : parts {
      let rows = try audit.rows()
      unexplained += rows.count { $0.verdict == .unexplained }
      sections.append((audit.rawValue, AuditTable.table(audit, rows)))
    }
    output.print(sections, to: streams)
    if unexplained > 0 {
      streams.diagnostics("compound: \(unexplained) deviations without a known cause")
      throw ExitCode.failure
    }
  }
}

extension Audit: ExpressibleByArgument {}

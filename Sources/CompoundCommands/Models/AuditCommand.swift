public import ArgumentParser
public import ModelZoo
import Reporting
import Statistics

struct AuditCommand: Command {
  static let configuration = CommandConfiguration(
    commandName: "audit",
    abstract: "Recomputes what the paper's tables and figures state.",
    discussion: """
      Prints published, computed, deviation and, where they differ, the known cause. The exit code \
      is 0 when every deviation is explained, 1 otherwise.
      --measure times the paper's two pairs of Table 4 on this machine: one image, one thread, the \
      mean of 20 runs. It needs 2.6 GB of memory and a few minutes.
      Examples:
        compound audit table2 figure3
        compound audit table4 --measure
      """)

  @Argument(help: "Tables and figures, such as table2 or figure3; all where none is named.")
  var parts: [Audit] = []

  @Flag(help: "Time the networks of Table 4 here; with table4 alone.")
  var measure = false

  @OptionGroup var output: TableFilesOption

  func validate() throws {
    guard !measure || parts == [.table4] else {
      let found = parts.isEmpty ? "no part" : parts.map(\.rawValue).joined(separator: ", ")
      throw ValidationError("--measure is for table4 alone; found \(found)")
    }
  }

  func run(_ streams: Streams) throws {
    var sections: [(key: String, table: Table)] = []
    var unexplained = 0
    for audit in parts.isEmpty ? Audit.allCases : parts {
      let rows = try audit.rows()
      unexplained += rows.count { $0.verdict == .unexplained }
      sections.append((audit.rawValue, AuditTable.table(audit, rows)))
    }
    if measure { sections.append(("measured", try measuredLatencies(streams))) }
    try output.print(sections, to: streams)
    if unexplained > 0 {
      streams.diagnostics("compound: \(unexplained) deviations without a known cause")
      throw ExitCode.failure
    }
  }

  private static let runs = 20

  /// The pairs of Table 4, each in alternation; one pair's weights at a time.
  private func measuredLatencies(_ streams: Streams) throws -> Table {
    let pairs = try PublishedLatency.pairs.map { pair in
      let networks = try [pair.reference, pair.ours].map { row in
        let network = try ModelZoo.model(named: row.model).network()
        return try TimedNetwork(row.model, network, batch: 1, threads: 1)
      }
      try TimedNetwork.measure(networks, runs: Self.runs, streams)
      return networks.map { Sample($0.seconds) }
    }
    return LatencyTables.table4(pairs, runs: Self.runs)
  }
}

extension Audit: ExpressibleByArgument {}

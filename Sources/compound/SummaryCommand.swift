import ArgumentParser
import Architectures
import CostModel
import ModelZoo
import Networks
import Reporting

struct SummaryCommand: ParsableCommand {
  static let configuration = CommandConfiguration(
    commandName: "summary",
    abstract: "Shows a network by stage or by layer, with its cost (the paper's Table 1).")

  enum Grouping: String, CaseIterable, ExpressibleByArgument {
    case stage, layer
  }

  @Argument(help: "A known network or an architecture file.")
  var model: String

  @Option(help: "One row per stage or per layer.")
  var by: Grouping = .stage

  @OptionGroup var changes: ModelChanges
  @OptionGroup var output: FormatOption

  func run() throws {
    let source = try ModelSource(model)
    let network = try source.network(changes)
    let cost = try NetworkCost(of: network)
    switch by {
    case .stage:
      let architecture = try source.architecture.map { try changes.applied(to: $0) }
      output.print(SummaryTable.byStage(network, cost: cost, architecture: architecture))
    case .layer:
      output.print(SummaryTable.byLayer(network, cost: cost))
    }
  }
}

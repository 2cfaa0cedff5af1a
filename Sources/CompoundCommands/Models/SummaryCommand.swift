import ArgumentParser
import Architectures
import CostModel
import Interchange
import ModelZoo
import Networks
import Reporting

struct SummaryCommand: Command {
  static let configuration = CommandConfiguration(
    commandName: "summary",
    abstract: "Shows a network by stage or by layer, with its cost (the paper's Table 1).",
    discussion: """
      Examples:
        compound summary efficientnet-b0 --by layer --memory
        compound summary my-net.yaml --device nvidia-t4
      """)

  enum Grouping: String, CaseIterable, ExpressibleByArgument {
    case stage, layer
  }

  @Argument(help: "A known network or an architecture file.")
  var model: String

  @Option(help: "One row per stage or per layer.")
  var by: Grouping = .stage

  @Flag(help: "Show FLOPs, and the parameters of normalisation and those used again.")
  var counts = false

  @Flag(help: "Show the feature maps held while each part runs.")
  var memory = false

  @Flag(help: "Show operations of every kind, bytes moved, and operations per byte.")
  var traffic = false

  @Option(help: "A device or device file, to show times (`compound devices` lists some).")
  var device: String?

  @Option(help: "Another way to count operations, such as fvcore (`compound count` explains).")
  var convention: String?

  @Option(help: "Images that go through the network at once.")
  var batch = 1

  @OptionGroup var changes: ModelChanges
  @OptionGroup var output: FormatOption

  func run(_ streams: Streams) throws {
    let source = try ModelSource(model)
    let network = try source.network(changes)
    let figures = try NetworkBreakdown(
      of: network, batch: batch, convention: convention.map { try Convention.named($0) },
      device: device.map(DeviceFile.device))
    switch by {
    case .stage:
      let architecture = try source.architecture.map { try changes.applied(to: $0) }
      output.print(
        SummaryTable.byStage(
          network, figures: figures, architecture: architecture, shown: shown), to: streams)
    case .layer:
      output.print(SummaryTable.byLayer(network, figures: figures, shown: shown), to: streams)
    }
  }

  /// People see what they ask for, programs everything.
  private var shown: SummaryColumns {
    switch output.format {
    case .json, .csv: return .all
    case .text, .markdown, .latex:
      var shown: SummaryColumns = []
      if counts { shown.insert(.counts) }
      if memory { shown.insert(.memory) }
      if traffic { shown.insert(.traffic) }
      return shown
    }
  }
}

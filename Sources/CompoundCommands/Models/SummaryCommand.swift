import ArgumentParser
import Architectures
import CostModel
import Interchange
import ModelZoo
import NetworkExecution
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
        compound summary model.onnx --input 1x3x224x224 --depth 2
      An ONNX file is shown by the modules of its nodes, the outermost ones or those --depth levels \
      in, or node by node with --by layer; its weights need not be there.
      """)

  enum Grouping: String, CaseIterable, ExpressibleByArgument {
    case stage, layer
  }

  @Argument(
    help: "A known network, an architecture file, or an ONNX file.", completion: Completions.model)
  var model: String

  @Option(help: "One row per stage or per layer.")
  var by: Grouping = .stage

  @Flag(help: "Show FLOPs, and the parameters of normalisation and those used again.")
  var counts = false

  @Flag(help: "Show the feature maps held while each part runs.")
  var memory = false

  @Flag(help: "Show operations of every kind, bytes moved, and operations per byte.")
  var traffic = false

  @Option(
    help: "A device or device file, to show times (`compound devices` lists some).",
    completion: Completions.device)
  var device: String?

  @Option(
    help: "Another way to count operations, such as fvcore (`compound count` explains).",
    completion: Completions.convention)
  var convention: String?

  @Option(help: "Images that go through the network at once.")
  var batch = 1

  @OptionGroup var inputs: InputOptions
  @OptionGroup var changes: ModelChanges
  @OptionGroup var output: FormatOption

  func run(_ streams: Streams) throws {
    if let file = try ONNXModel(model, inputs) {
      try file.refuse(optionsForNetworks + changes.given(besides: "--depth"))
      output.print(try table(of: file), to: streams)
      return
    }
    try inputs.refuse(for: model)
    let source = try ModelSource(model)
    let network = try source.network(changes)
    let figures = try NetworkBreakdown(
      of: network, batch: batch, convention: convention.map { try Convention.named($0) },
      device: device.map(DeviceFile.device))
    // The plan's own figure; there is none for a network that can't be run.
    let occupied = try? InferencePlan(network, splitting: batch).bytes(threads: 1)
    switch by {
    case .stage:
      let architecture = try source.architecture.map { try changes.applied(to: $0) }
      output.print(
        SummaryTable.byStage(
          network, figures: figures, architecture: architecture, shown: shown,
          occupiedBytes: occupied), to: streams)
    case .layer:
      output.print(
        SummaryTable.byLayer(network, figures: figures, shown: shown, occupiedBytes: occupied),
        to: streams)
    }
  }

  private func table(of file: ONNXModel) throws -> Table {
    switch by {
    case .layer: return ModelCountTable.byNode(file.count, of: file.model)
    case .stage:
      let depth = changes.depth ?? 1
      guard let levels = Int(exactly: depth), levels >= 1 else {
        throw InputError("--depth \(depth): of an ONNX file, expected how many levels of modules")
      }
      return ModelCountTable.byModule(file.count, of: file.model, depth: levels)
    }
  }

  /// The options that are given, and ask for what an ONNX file's count does not have.
  private var optionsForNetworks: [String] {
    [
      (counts, "--counts"), (memory, "--memory"), (traffic, "--traffic"),
      (device != nil, "--device"), (convention != nil, "--convention"), (batch != 1, "--batch"),
    ].filter(\.0).map(\.1)
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

import ArgumentParser
import CostModel
import Networks
import Reporting

struct CountCommand: Command {
  static let configuration = CommandConfiguration(
    commandName: "count",
    abstract: "Counts a network's operations as the paper, pycls, fvcore, ptflops … do.",
    discussion: """
      Known conventions: \(Convention.presets.map(\.name).joined(separator: ", ")).
      Example:
        compound count resnet-50 --convention fvcore --against paper
      Of an ONNX file, multiply-adds are those of convolutions and products of matrices, as \
      PyTorch's FlopCounterMode counts them (half of its total):
        compound count model.onnx --input 1x3x224x224 --strict
      """)

  @Argument(
    help: "A known network, an architecture file, or an ONNX file.", completion: Completions.model)
  var model: String

  @Option(help: "Whose way of counting.", completion: Completions.convention)
  var convention = "paper"

  @Option(
    help: "Another way of counting, to show the difference by kind of operator.",
    completion: Completions.convention)
  var against: String?

  @Option(help: "Images that go through the network at once.")
  var batch = 1

  @Flag(help: "Refuse networks with operators that compute but are not counted.")
  var strict = false

  @OptionGroup var inputs: InputOptions
  @OptionGroup var changes: ModelChanges
  @OptionGroup var output: FormatOption

  func run(_ streams: Streams) throws {
    if let file = try ONNXModel(model, inputs) {
      try file.refuse(optionsForNetworks + changes.given())
      if strict { try file.refuseUncounted() }
      output.print(ModelCountTable.byOperator(file.count, of: file.model), to: streams)
      return
    }
    try inputs.refuse(for: model)
    let network = try ModelSource(model).network(changes)
    let convention = try Convention.named(convention)
    let count = try ConventionCount(
      of: network, convention: convention, batch: batch, isStrict: strict)
    guard let against else {
      output.print(ConventionTable.count(count, model: network.name), to: streams)
      return
    }
    let difference = try ConventionDifference(
      of: network, from: convention, to: Convention.named(against), batch: batch)
    output.print(ConventionTable.difference(difference, model: network.name), to: streams)
  }

  /// The options that are given, and ask for what an ONNX file's count does not have.
  private var optionsForNetworks: [String] {
    [
      (convention != "paper", "--convention"), (against != nil, "--against"),
      (batch != 1, "--batch"),
    ].filter(\.0).map(\.1)
  }
}

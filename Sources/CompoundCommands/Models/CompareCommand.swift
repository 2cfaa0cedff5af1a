import ArgumentParser
import CostModel
import Interchange
import ModelZoo
import Networks
import ONNX
import Reporting

struct CompareCommand: Command {
  static let configuration = CommandConfiguration(
    commandName: "compare",
    abstract: "Puts networks side by side, with ratios to the first.",
    discussion: """
      Example:
        compound compare efficientnet-b0 resnet-50 my-net.yaml model.onnx
      An ONNX file is counted as it is, whatever its operators.
      """)

  @Argument(help: "Known networks, architecture files or ONNX files.")
  var models: [String]

  @OptionGroup var inputs: InputOptions
  @OptionGroup var sizes: SizeOptions
  @OptionGroup var output: FormatOption

  func run(_ streams: Streams) throws {
    if try !models.contains(where: { try ForeignFormat(model: $0) == .onnx }) {
      try inputs.refuse(for: models[0])
    }
    let rows = try models.map { model in
      if let file = try ONNXModel(model, inputs) { return try row(of: file) }
      let source = try ModelSource(model)
      let network = try source.network(sizes.requested)
      return CompareTable.Row(
        model: source.name, resolution: network.inputShape.resolution,
        cost: try NetworkCost.total(of: network))
    }
    output.print(CompareTable.table(rows), to: streams)
  }

  private func row(of file: ONNXModel) throws -> CompareTable.Row {
    try file.refuse(sizes.given)
    guard let resolution = file.resolution else {
      throw InputError("\(file.model.file): no input is an image [N, C, H, W]")
    }
    let total = file.count.total
    return CompareTable.Row(
      model: file.name, resolution: resolution,
      cost: Cost(
        parameters: total.parameters, multiplyAdds: total.multiplyAdds,
        activations: total.activations))
  }
}

import ArgumentParser
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

  @Argument(
    help: """
      Known networks, ranges of them such as efficientnet-b0..b3, architecture files or ONNX files.
      """,
    completion: Completions.model)
  var models: [String]

  @OptionGroup var inputs: InputOptions
  @OptionGroup var sizes: SizeOptions
  @OptionGroup var output: FormatOption

  func run(_ streams: Streams) throws {
    let names = try CostedModel.names(models)
    try CostedModel.check(inputs, names)
    let rows = try names.map { name in
      let model = try CostedModel(name, inputs, sizes)
      return CompareTable.Row(
        model: model.name, resolution: model.resolution, cost: model.cost,
        accuracy: model.accuracy)
    }
    output.print(CompareTable.table(rows), to: streams)
  }
}

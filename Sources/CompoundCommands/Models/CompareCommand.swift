import ArgumentParser
import CostModel
import ModelZoo
import Networks
import Reporting

struct CompareCommand: Command {
  static let configuration = CommandConfiguration(
    commandName: "compare",
    abstract: "Puts networks side by side, with ratios to the first.",
    discussion: """
      Example:
        compound compare efficientnet-b0 resnet-50 my-net.yaml
      """)

  @Argument(help: "Known networks or architecture files.")
  var models: [String]

  @OptionGroup var sizes: SizeOptions
  @OptionGroup var output: FormatOption

  func run(_ streams: Streams) throws {
    let rows = try models.map { model in
      let source = try ModelSource(model)
      let network = try source.network(sizes.requested)
      return CompareTable.Row(
        model: source.name, resolution: network.inputShape.resolution,
        cost: try NetworkCost.total(of: network))
    }
    output.print(CompareTable.table(rows), to: streams)
  }
}

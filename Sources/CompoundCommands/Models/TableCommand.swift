import ArgumentParser
import ModelZoo
import Reporting

struct TableCommand: Command {
  static let configuration = CommandConfiguration(
    commandName: "table",
    abstract: "Prints the paper's Table 2, recomputed, or a table of its form of other networks.",
    discussion: """
      Without models: EfficientNet-B0 to B7 and all baselines. With models: these, with ratios to the \
      first; --beside puts each below the network of like accuracy, as the paper does with its \
      EfficientNets. Accuracies are those that the zoo has, that an architecture file states \
      (published: { top1: 77.3, top5: 93.5, source: … }), or that --top1 and --top5 give.
      Examples:
        compound table my-a.yaml my-b.onnx efficientnet-b0..b3 --top1 my-b.onnx=77.3 --format latex
        compound table my-a.yaml resnet-50 --beside efficientnet-b0..b3
      """)

  @Argument(
    help: """
      Known networks, ranges of them such as efficientnet-b0..b3, architecture files, ONNX files. \
      (default: those of the paper)
      """,
    completion: Completions.model)
  var models: [String] = []

  @Option(
    parsing: .upToNextOption,
    help:
      "Networks of known accuracy that the others are compared with, each at the head of a group.",
    completion: Completions.model)
  var beside: [String] = []

  @Flag(help: "List the names of all known networks instead.")
  var names = false

  @OptionGroup var accuracies: AccuracyOptions
  @OptionGroup var inputs: InputOptions
  @OptionGroup var output: FormatOption

  func validate() throws {
    let asks = !models.isEmpty || !beside.isEmpty
    guard !names || !asks else {
      throw ValidationError("both --names and models; give one of them")
    }
    guard beside.isEmpty || !models.isEmpty else {
      throw ValidationError("--beside: expected models to compare, in front of it")
    }
    guard asks || (accuracies.top1.isEmpty && accuracies.top5.isEmpty && inputs.input.isEmpty)
    else {
      throw ValidationError("--top1, --top5 and --input go with models")
    }
  }

  func run(_ streams: Streams) throws {
    guard !names else { return output.print(try listing(), to: streams) }
    guard !models.isEmpty else {
      return output.print(AccuracyTable.paper(try Table2.rows()), to: streams)
    }
    let (models, leaders) = (try CostedModel.names(models), try CostedModel.names(beside))
    try CostedModel.check(inputs, models + leaders)
    try accuracies.check(models + leaders)
    let references = try leaders.map(row)
    if let unknown = zip(leaders, references).first(where: { $0.1.accuracy == nil })?.0 {
      throw InputError(
        "--beside \(unknown): no accuracy is stated of it; give --top1 \(unknown)=…")
    }
    output.print(AccuracyTable.table(try models.map(row), beside: references), to: streams)
  }

  private func row(_ text: String) throws -> AccuracyTable.Row {
    let model = try CostedModel(text, inputs)
    return AccuracyTable.Row(
      model: model.name, resolution: model.resolution,
      accuracy: try accuracies.accuracy(of: text, model.accuracy), cost: model.cost)
  }

  private func listing() throws -> Table {
    Table(
      columns: [.text("model", "Model") { $0.name }, .text("family", "Family") { $0.family }],
      rows: try ModelZoo.names.map { (name: $0, family: try ModelZoo.model(named: $0).family) })
  }
}

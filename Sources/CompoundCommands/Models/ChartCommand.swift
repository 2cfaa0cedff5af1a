public import ArgumentParser
import Interchange
public import ModelZoo
import Reporting

struct ChartCommand: Command {
  static let configuration = CommandConfiguration(
    commandName: "chart",
    abstract: "Draws a figure of the paper from its published points, as SVG.",
    discussion: """
      Charts of a study lie beside it, in its folder charts. figure1 and figure5 take networks of \
      yours beside the paper's, where their accuracy is known: from the architecture file (published: \
      { top1: 77.3, source: … }) or from --top1.
      Examples:
        compound chart figure8 --output figure8.svg
        compound chart figure5 --with my-a.yaml my-b.onnx --top1 my-b.onnx=77.3 --output mine.svg
      """)

  @Argument(help: "The figure.")
  var figure: PublishedFigure

  @Option(
    parsing: .upToNextOption,
    help:
      "Known networks, ranges of them, architecture files or ONNX files to put among the points.")
  var with: [String] = []

  @Option(help: "The file to write. (default: standard output)")
  var output: String?

  @OptionGroup var accuracies: AccuracyOptions
  @OptionGroup var inputs: InputOptions

  func validate() throws {
    guard with.isEmpty || figure.comparesFamilies else {
      throw ValidationError(
        "--with: \(figure.rawValue) shows ways to scale one network; expected figure1 or figure5")
    }
    guard
      !with.isEmpty
        || (accuracies.top1.isEmpty && accuracies.top5.isEmpty && inputs.input.isEmpty)
    else { throw ValidationError("--top1, --top5 and --input go with --with") }
  }

  func run(_ streams: Streams) throws {
    let names = try CostedModel.names(with)
    try CostedModel.check(inputs, names)
    try accuracies.check(names)
    let own = try names.map { name in
      let model = try CostedModel(name, inputs)
      guard let accuracy = try accuracies.accuracy(of: name, model.accuracy) else {
        throw InputError(
          "--with \(name): no accuracy is stated of it; give --top1 \(name)=…, or in an architecture "
            + "file published: { top1: … }")
      }
      return FigureCharts.OwnNetwork(name: model.name, cost: model.cost, accuracy: accuracy)
    }
    try streams.write(FigureCharts.render(figure, with: own), to: output)
  }
}

extension PublishedFigure: ExpressibleByArgument {}

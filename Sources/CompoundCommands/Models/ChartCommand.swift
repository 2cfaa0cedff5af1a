import ArgumentParser
import Architectures
import Interchange
import ModelZoo
import Reporting

struct ChartCommand: Command {
  static let configuration = CommandConfiguration(
    commandName: "chart",
    abstract: "Draws a figure of the paper from its published points.",
    discussion: """
      figure2 draws any network described by stages beside itself grown by width, by depth, by \
      resolution and by all three, at the multiply-adds of compound scaling at --phi. figure1 and \
      figure5 take networks of yours beside the paper's, where their accuracy is known: from the \
      architecture file (published: { top1: 77.3, source: … }) or from --top1. figure6 is accuracy in \
      transfer learning on eight data sets. Charts of a study lie beside it, in its folder charts.
      PNG and PDF are made by the system's rsvg-convert (Debian: librsvg2-bin).
      Examples:
        compound chart figure8 --output figure8.svg
        compound chart figure2 --model mobilenet-v2 --phi 2 --output figure2.pdf
        compound chart figure5 --with my-a.yaml my-b.onnx --top1 my-b.onnx=77.3 --output mine.png
      """)

  @Argument(help: "The figure.")
  var figure: ChartedFigure

  @Option(
    parsing: .upToNextOption,
    help:
      "Known networks, ranges of them, architecture files or ONNX files to put among the points.")
  var with: [String] = []

  @Option(
    help: "Of figure2: the network, a known one or an architecture file. (default: efficientnet-b0)"
  )
  var model: String?

  @Option(help: "Of figure2: how far compound scaling goes. (default: 1)")
  var phi: Double?

  @Option(help: "The file to write. (default: standard output)")
  var output: String?

  @Option(help: "Form of the picture. (default: by the file's ending, or svg)")
  var format: PictureFormat?

  @OptionGroup var accuracies: AccuracyOptions
  @OptionGroup var inputs: InputOptions

  func validate() throws {
    switch figure {
    case .scalings:
      guard with.isEmpty else { throw refusedNetworks }
    case .published(let published):
      guard model == nil, phi == nil else {
        throw ValidationError("--model and --phi are for figure2; found \(figure.name)")
      }
      guard with.isEmpty || published.comparesFamilies else { throw refusedNetworks }
    }
    guard
      !with.isEmpty
        || (accuracies.top1.isEmpty && accuracies.top5.isEmpty && inputs.input.isEmpty)
    else { throw ValidationError("--top1, --top5 and --input go with --with") }
    if let format, format != .svg, output == nil {
      throw ValidationError("--format \(format.rawValue) needs --output, - for standard output")
    }
  }

  private var refusedNetworks: ValidationError {
    ValidationError(
      "--with: \(figure.name) has no place for other networks; expected figure1 or figure5")
  }

  func run(_ streams: Streams) throws {
    let format = format ?? output.flatMap { PictureFormat(path: $0) } ?? .svg
    try format.check()
    try streams.write(try drawing(), as: format, to: output)
  }

  private func drawing() throws -> String {
    switch figure {
    case .published(let published):
      return FigureCharts.render(published, with: try ownNetworks())
    case .scalings:
      let baseline = try ModelSource(model ?? "efficientnet-b0").stages()
      return try ScalingDrawing.render(baseline, phi: phi ?? 1)
    }
  }

  private func ownNetworks() throws -> [FigureCharts.OwnNetwork] {
    let names = try CostedModel.names(with)
    try CostedModel.check(inputs, names)
    try accuracies.check(names)
    return try names.map { name in
      let model = try CostedModel(name, inputs)
      guard let accuracy = try accuracies.accuracy(of: name, model.accuracy) else {
        throw InputError(
          "--with \(name): no accuracy is stated of it; give --top1 \(name)=…, or in an architecture "
            + "file published: { top1: … }")
      }
      return FigureCharts.OwnNetwork(name: model.name, cost: model.cost, accuracy: accuracy)
    }
  }
}

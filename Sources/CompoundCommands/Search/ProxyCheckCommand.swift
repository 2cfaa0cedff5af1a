import Architectures
import ArgumentParser
import CoefficientSearch
import CostModel
import Files
import Foundation
import Networks
import Reporting
import Studies
import TrainingData
import TrainingRecipes

struct ProxyCheckCommand: Command {
  static let configuration = CommandConfiguration(
    commandName: "proxy-check",
    abstract: "Measures whether short trainings of small networks rank them rightly.",
    discussion: """
      Trains a spread of networks for a few epochs and for many, under several seeds, and compares the \
      rankings with each other and with what costs nothing: multiply-adds and parameters. With \
      --scaling: one network scaled in depth, width, resolution and all three at equal multiply-adds \
      (the paper's Figures 3 and 8), with a chart in the study's folder. Stop it as you like: the same \
      command goes on where it stopped.
      Examples:
        compound proxy-check --images 6000
        compound proxy-check --scaling --seeds 3 --images 6000 --epochs 3 --smallest 600000 --ratios 2 4
      """)

  @Option(
    help: "shapes, braids, a folder of pictures, or a folder or archive of IDX or CIFAR files.",
    completion: Completions.data)
  var data = "shapes"

  @Option(help: "Training images. (default: all; built-in sets draw 8000)")
  var images: Int?

  @Option(help: "Networks in the spread.")
  var networks = 20

  @Option(
    parsing: .upToNextOption,
    help: "Known networks described by stages, or architecture files, to scale in width.",
    completion: Completions.model)
  var families = ["efficientnet-b0", "mobilenet-v2", "resnet-18", "mnasnet-a1", "mobilenet-v1"]

  @Option(help: "Multiply-adds of the smallest network, or of the baseline with --scaling.")
  var smallest = 300_000

  @Option(help: "Multiply-adds of the largest network ÷ those of the smallest.")
  var range = 16.0

  @Option(help: "Epochs of a short training, and of all with --scaling.")
  var epochs = 2

  @Option(help: "Epochs of a long training.")
  var longEpochs = 8

  @Option(help: "Trainings of each network.")
  var seeds = 2

  @Option(help: "Pixels of the images: 32, or height and width as 32x24.")
  var resolution: Resolution = 32

  @Flag(help: "Compare ways of scaling in place of a spread of networks.")
  var scaling = false

  @Option(help: "With --scaling: the network to scale.", completion: Completions.model)
  var model = "efficientnet-b0"

  @Option(parsing: .upToNextOption, help: "With --scaling: multiply-adds ÷ the baseline's.")
  var ratios = [2.0, 4.0, 8.0]

  @Option(
    help: "Folder of the study. (default: studies/proxy-check or studies/scaling)",
    completion: .directory)
  var output: String?

  @Option(help: "Seed of everything random.")
  var seed = 0

  @OptionGroup var work: RunArguments
  @OptionGroup var format: TablesOption

  func validate() throws {
    for (name, value, range) in [
      ("networks", networks, 3...1000), ("epochs", epochs, 1...100_000),
      ("long-epochs", longEpochs, 1...100_000), ("seeds", seeds, 1...1000),
      ("images", images ?? 1, 1...1_000_000_000), ("seed", seed, 0...Int.max),
      ("smallest", smallest, 1...1_000_000_000_000),
    ] where !range.contains(value) {
      throw ValidationError(
        "--\(name) \(value): expected \(range.lowerBound) to \(range.upperBound)")
    }
    guard scaling || epochs < longEpochs else {
      throw ValidationError(
        "--epochs \(epochs) and --long-epochs \(longEpochs): expected the first to be less")
    }
  }

  func run(_ streams: Streams) async throws {
    var training = TrainingDefinition(data: data, epochs: epochs, seeds: seeds)
    training.recipe.images = images
    let dataSet = try DataSource.open(training)
    for note in DataSource.notes(dataSet, changesResolution: scaling) {
      streams.diagnostics("compound: \(note)")
    }
    let run = NetworkStudyRun(
      folder: folder, source: CommandLine.arguments.joined(separator: " ") + "\n", work: work,
      format: format, streams: streams)
    if scaling {
      let plan = try plan(dataSet)
      let study = try ScalingStudy(
        plan, model: model, epochs: epochs, training: training, seed: UInt64(seed))
      try await run.scaling(study, plan, on: dataSet)
    } else {
      try await run.proxyCheck(check(training, dataSet), on: dataSet)
    }
  }

  private var folder: String { output ?? (scaling ? "studies/scaling" : "studies/proxy-check") }

  /// The scale at which networks are trained: small images are not halved in the stem.
  private var scale: ProxyScale {
    ProxyScale(
      width: 1, resolution: resolution, divisor: 2, resolutionDivisor: 4, repeatRounding: .nearest,
      stemStride: 1, keepsStemPooling: false)
  }

  private func check(_ training: TrainingDefinition, _ data: DataSet) throws -> ProxyCheckStudy {
    let families = try families.map { try ModelSource($0).stages() }
    let spread = NetworkSpread(count: networks, smallest: smallest, range: range)
    return ProxyCheckStudy(
      try NetworkStudy(
        members: spread.members(
          of: families, scale: scale, classes: data.classCount, inputChannels: data.channels),
        epochs: [epochs, longEpochs], training: training, seed: UInt64(seed)))
  }

  private func plan(_ data: DataSet) throws -> ScalingComparison.Plan {
    let base = try scale.apply(
      to: ModelSource(model).stages(), classes: data.classCount, inputChannels: data.channels)
    let baseline = try base.scaled(
      along: .width, toMultiplyAdds: smallest, rounding: scale.rounding
    ).scaled.architecture
    return try ScalingComparison.Plan(baseline, ratios: ratios, rounding: scale.rounding)
  }
}

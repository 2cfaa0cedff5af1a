import ArgumentParser
import Architectures
import Foundation
import ModelZoo
import Networks
import ProxyTraining
import Reporting
import TrainingData

struct TrainCommand: ParsableCommand {
  static let configuration = CommandConfiguration(
    commandName: "train",
    abstract: "Trains one network on the CPU and shows how it goes.")

  @Argument(help: "A known network or an architecture file.")
  var model: String

  @Option(help: "shapes, or a folder or archive of IDX or CIFAR files.")
  var data = "shapes"

  @Option(help: "Passes over the training images.")
  var epochs: Double?

  @Option(help: "Images per step.")
  var batch: Int?

  @Option(help: "Largest learning rate.")
  var learningRate: Double?

  @Option(help: "Seed of weights, order and augmentation.")
  var seed = 0

  @Option(help: "Threads; they change the time, never the result.")
  var threads = ProcessInfo.processInfo.activeProcessorCount

  @Flag(help: "Keep the model's dropout and stochastic depth, which slow short trainings down.")
  var regularize = false

  @Option(
    help: ArgumentHelp(
      "Random changes of training images: \(Augmentation.grammar). Images are mirrored only where "
        + "classes allow it.", valueName: "changes"),
    transform: { try Augmentation($0) })
  var augment: Augmentation?

  @OptionGroup var changes: ModelChanges
  @OptionGroup var format: FormatOption

  func validate() throws {
    guard seed >= 0 else { throw ValidationError("--seed \(seed): expected 0 or more") }
    guard (1...256).contains(threads) else {
      throw ValidationError("--threads \(threads): expected 1 to 256")
    }
  }

  func run() throws {
    let dataSet = try DataSource.open(data)
    var settings = TrainingSettings()
    if let epochs { settings.epochs = epochs }
    if let batch { settings.batchSize = batch }
    if let learningRate { settings.schedule.peak = learningRate }
    if let augment { settings.augmentation = augment }
    let network = try network(for: dataSet)
    let interruption = Interruption()
    let bar = ProgressBar(title: "Training")
    defer { bar.finish() }
    let result: TrainingResult
    do {
      result = try Trainer.train(
        network, on: dataSet, settings: settings, seed: UInt64(seed), threads: threads,
        progress: { bar.update(Reporting.Progress($0)) }, isCancelled: { interruption.isRequested })
    } catch let error as TrainingError where error.reason == .cancelled {
      throw CancellationError()
    }
    bar.finish()
    format.print(TrainingTable.curve(result, model: network.name, data: dataSet.name))
  }

  private func network(for data: DataSet) throws -> Network {
    let source = try ModelSource(model)
    var changes = changes
    changes.classes = changes.classes ?? data.classCount
    guard changes.classes == data.classCount else {
      throw InputError(
        "--classes \(changes.classes ?? 0): the data has \(data.classCount) classes")
    }
    return try source.network(
      changes, inputChannels: data.channels, isRegularized: regularize)
  }
}

extension Reporting.Progress {
  init(_ training: TrainingProgress) {
    var details = ["loss \(NumberStyle.decimals(3).text(training.loss))"]
    if let point = training.point {
      details.append("validation top-1 \(NumberStyle.percent(decimals: 1).text(point.top1))")
    }
    self.init(
      fraction: Double(training.step) / Double(max(1, training.steps)),
      count: "step \(training.step)/\(training.steps)", details: details)
  }
}

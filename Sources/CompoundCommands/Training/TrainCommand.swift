import ArgumentParser
import CostModel
import Files
import Foundation
import Interchange
import Networks
import ProxyTraining
import Reporting
import TrainingData
import TrainingRecipes

struct TrainCommand: Command {
  static let configuration = CommandConfiguration(
    commandName: "train",
    abstract: "Trains one network on the CPU and shows how it goes.",
    discussion: """
      Comparing with another framework: --data F.safetensors --from W.safetensors --no-shuffle \
      --steps K --save F runs K steps of the recipe 'plain' in the file's order, from \
      weights that both can read.
      Example:
        compound train efficientnet-b0 --width 0.25 --resolution 32 --epochs 3 --save b0.safetensors
      """)

  @Argument(
    help: "A known network, an architecture file, or an ONNX file, whose weights are the start.",
    completion: Completions.model)
  var model: String

  @Option(
    help: """
      \(DataSource.kinds) \
      and labels [N]. Of pictures without a folder val, and of tensors without validationInput and \
      validationLabels, a fifth of each class is held out for validation, always the same; of tensors \
      not with the recipe plain.
      """,
    completion: Completions.data)
  var data = "shapes"

  @Option(help: "Seed of weights, order and augmentation.")
  var seed = 0

  @Option(help: "Refuse a training that needs more memory, such as 2GB. (default: what there is)")
  var memory: String?

  @OptionGroup var processors: ThreadsOption
  @OptionGroup(title: "Recipe") var recipe: RecipeOptions
  @OptionGroup(title: "Weights") var weights: WeightOptions
  @OptionGroup var inputs: InputOptions
  @OptionGroup(title: "Changes to the model") var changes: ModelChanges
  @OptionGroup var format: FormatOption

  func validate() throws {
    guard seed >= 0 else { throw ValidationError("--seed \(seed): expected 0 or more") }
    // A checkpoint has weights, too.
    if recipe.trainedPart == .head, weights.from == nil, weights.resume == nil {
      throw ValidationError("--trained-part head needs --from, the weights to start from")
    }
  }

  func run(_ streams: Streams) throws {
    let memoryLimit =
      try memory.map(Quantity.bytes) ?? Int(clamping: ProcessInfo.processInfo.physicalMemory)
    let setup = try TrainingSetup(
      model: ModelSource(model, inputs), changes: changes, data: data, weights: weights,
      recipe: recipe.definition)
    let used = try recipe.definition.recipe(trainingImages: setup.data.training.count)
    for note in setup.notes { streams.diagnostics("compound: \(note)") }
    let start = try setup.start(weights)
    if let path = weights.save { try OutputFile.check(path) }
    if let path = weights.checkpointToWrite { try OutputFile.checkRepeated(path) }
    let result = try withProgress(streams) { progress, isCancelled in
      try Trainer.train(
        setup.network, on: setup.data, recipe: used, seed: UInt64(seed),
        threads: processors.threads,
        memoryLimit: memoryLimit, start: start, checkpoint: weights.checkpointToWrite,
        progress: progress, isCancelled: isCancelled,
        whenTrained: { trained in
          if let path = weights.save { try setup.save(trained, to: path) }
        })
    }
    var full = RecipeDefinition(used)
    full.recipe = recipe.definition.base
    var stated = full.entries.map { (name: $0.key.rawValue, value: $0.value) }
    stated += setup.summary
    stated.append(("seed", "\(seed)"))
    format.print(
      TrainingTable.curve(
        result, model: setup.network.name, data: setup.data.name, recipe: stated,
        measuresTrainingImages: setup.data.validationOrigin == .training),
      to: streams.beside(weights.save))
  }

  private func withProgress(
    _ streams: Streams, _ body: ((TrainingProgress) -> Void, () -> Bool) throws -> TrainingResult
  ) throws -> TrainingResult {
    let interruption = Interruption()
    let bar = ProgressBar(title: "Training", output: streams.progress)
    defer { bar.finish() }
    do {
      return try body({ bar.update(Reporting.Progress($0)) }, { interruption.isRequested })
    } catch let error as TrainingError where error.reason == .cancelled {
      bar.finish()
      if let path = weights.checkpointToWrite {
        streams.diagnostics("compound: \(error); --resume \(path) goes on")
      }
      throw CancellationError()
    }
  }
}

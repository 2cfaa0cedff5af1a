public import ArgumentParser
import Foundation
public import ProxyTraining
import TrainingData

/// How a network is trained: a recipe, and what is different from it.
struct RecipeOptions: ParsableArguments {
  enum OptimizerName: String, CaseIterable, ExpressibleByArgument {
    case sgd, rmsprop, adamw
  }

  enum ScheduleName: String, CaseIterable, ExpressibleByArgument {
    case constant, cosine, exponential
  }

  @Option(
    help: """
      proxy: for short runs of small networks; plain: SGD at a constant rate and nothing else; \
      efficientnet: the paper's. (default: proxy; plain with --steps)
      """)
  var recipe: Recipe?

  @Option(help: "Passes over the training images.")
  var epochs: Double?

  @Option(help: "Exactly so many steps, in place of epochs; 0 for the initial weights.")
  var steps: Int?

  @Option(help: "Images per step.")
  var batch: Int?

  @Option(help: "How gradients change weights; rmsprop is TensorFlow's.")
  var optimizer: OptimizerName?

  @Option(help: "Largest learning rate.")
  var learningRate: Double?

  @Option(help: "Momentum of sgd and rmsprop.")
  var momentum: Float?

  @Option(help: "How the learning rate falls: exponential is 0.97 every 2.4 epochs, in stairs.")
  var schedule: ScheduleName?

  @Option(help: "Epochs over which the learning rate rises.")
  var warmUpEpochs: Double?

  @Option(help: "Weight decay; not on biases and normalisations.")
  var weightDecay: Float?

  @Option(help: "Share of a target that all classes get alike.")
  var labelSmoothing: Float?

  @Option(help: "What the moving average of weights keeps of itself, 0 for no average.")
  var averageDecay: Double?

  @Option(help: "Training images held out, to choose the best weights by; 0 for none.")
  var minival: Int?

  @Option(help: "End after so many validations without a lower loss on the minival.")
  var patience: Int?

  @Flag(inversion: .prefixedNo, help: "Keep the model's dropout and stochastic depth.")
  var regularize: Bool?

  @Option(
    help: ArgumentHelp(
      "Random changes of training images: \(Augmentation.grammar). Images are mirrored only where "
        + "classes allow it.", valueName: "changes"),
    transform: { try Augmentation($0) })
  var augment: Augmentation?

  @Flag(help: "No random changes of training images.")
  var noAugment = false

  @Flag(inversion: .prefixedNo, help: "A new order of the images each epoch, or the data's.")
  var shuffle = true

  func validate() throws {
    guard augment == nil || !noAugment else {
      throw ValidationError("--augment and --no-augment: expected one of the two")
    }
  }

  /// The recipe asked for, or the one that suits.
  var chosen: Recipe { recipe ?? (steps == nil ? .proxy : .plain) }

  /// Whether dropout and stochastic depth stay.
  var regularizes: Bool { regularize ?? chosen.regularizes }

  /// - Parameter images: Images of the training set.
  func settings(images: Int) throws -> TrainingSettings {
    var settings = chosen.settings(trainingImages: images, batchSize: batch)
    if let epochs { settings.epochs = epochs }
    settings.steps = steps
    try apply(to: &settings.optimizer)
    if let learningRate { settings.schedule.peak = learningRate }
    switch schedule {
    case .constant: settings.schedule.decay = .constant
    case .cosine: settings.schedule.decay = .cosine()
    case .exponential: settings.schedule.decay = .exponential()
    case nil: break
    }
    if let warmUpEpochs { settings.schedule.warmUpEpochs = warmUpEpochs }
    if let weightDecay { settings.weightDecay = weightDecay }
    if let labelSmoothing { settings.labelSmoothing = labelSmoothing }
    if let averageDecay { settings.averageDecay = averageDecay == 0 ? nil : averageDecay }
    if let minival { settings.minivalImages = minival == 0 ? nil : minival }
    settings.patience = patience
    if let augment { settings.augmentation = augment }
    if noAugment { settings.augmentation = nil }
    settings.shuffles = shuffle
    return settings
  }

  private func apply(to current: inout Optimizer) throws {
    switch optimizer {
    case .sgd: current = .sgd()
    case .rmsprop: if case .rmsProp = current {} else { current = .rmsProp() }
    case .adamw: current = .adamW()
    case nil: break
    }
    guard let momentum else { return }
    guard momentum >= 0, momentum < 1 else {
      throw ValidationError("--momentum \(momentum): expected 0 to below 1")
    }
    switch current {
    case .rmsProp(let decay, _, let epsilon):
      current = .rmsProp(decay: decay, momentum: momentum, epsilon: epsilon)
    case .sgd(_, let nesterov): current = .sgd(momentum: momentum, nesterov: nesterov)
    case .adamW:
      throw ValidationError("--momentum \(momentum): AdamW has none; leave it out")
    }
  }
}

extension Recipe: ExpressibleByArgument {}

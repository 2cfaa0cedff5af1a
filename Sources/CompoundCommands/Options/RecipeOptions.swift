public import ArgumentParser
public import Networks
import TrainingData
public import TrainingRecipes

/// How a network is trained: a recipe, and what is different from it.
///
/// Each option is a key of recipes, in the spelling of options.
struct RecipeOptions: ParsableArguments {
  @Option(
    help: """
      proxy: for short runs of small networks; plain: SGD at a constant rate and nothing else; \
      efficientnet: the paper's. (default: proxy; plain with --steps)
      """)
  var recipe: RecipeName?

  @Option(
    help: "Training images to use, from the first on. (default: all; built-in sets draw 8000)")
  var images: Int?

  @Option(help: "Validation images to use. (default: all; built-in sets draw 20000)")
  var validationImages: Int?

  @Option(help: "Passes over the training images.")
  var epochs: Double?

  @Option(help: "Exactly so many steps, in place of epochs; 0 for the initial weights.")
  var steps: Int?

  @Option(help: "Images per step.")
  var batch: Int?

  @Option(help: "How gradients change weights; rmsprop is TensorFlow's.")
  var optimizer: Optimizer.Name?

  @Option(help: "Momentum of sgd and rmsprop.")
  var momentum: Double?

  @Flag(inversion: .prefixedNo, help: "Of sgd: Nesterov's momentum.")
  var nesterov: Bool?

  @Option(help: "What the mean square of rmsprop keeps of itself.")
  var rho: Double?

  @Option(help: "What the first moment of adamw keeps of itself.")
  var beta1: Double?

  @Option(help: "What the second moment of adamw keeps of itself.")
  var beta2: Double?

  @Option(help: "Epsilon of rmsprop, inside the root, and of adamw.")
  var epsilon: Double?

  @Option(help: "Largest learning rate.")
  var learningRate: Double?

  @Option(help: "Epochs over which the learning rate rises.")
  var warmupEpochs: Double?

  @Option(help: "How the learning rate falls; exponential is 0.97 every 2.4 epochs, in stairs.")
  var schedule: LearningRateSchedule.Name?

  @Option(help: "What the rate of an exponential schedule falls by.")
  var decayFactor: Double?

  @Option(help: "How many epochs pass between two such falls.")
  var decayEpochs: Double?

  @Flag(inversion: .prefixedNo, help: "Fall in stairs, or smoothly in between.")
  var stairs: Bool?

  @Option(help: "Where a cosine ends, in parts of the largest rate.")
  var floor: Double?

  @Option(help: "Weight decay; not on biases and normalisations.")
  var weightDecay: Double?

  @Option(help: "Share of a target that all classes get alike.")
  var labelSmoothing: Double?

  @Option(help: "What the moving average of weights keeps of itself, 0 for no average.")
  var averageDecay: Double?

  @Option(
    help: """
      How running statistics follow the batches': by the network's momentum, or warmed up for short \
      runs.
      """)
  var statisticsMomentum: StatisticsMomentum?

  @Option(
    help: """
      Training images on which batch statistics are measured anew before weights are scored, 0 for \
      running averages.
      """)
  var preciseStatistics: Int?

  @Option(help: "How weights begin; quickStart is for short runs.")
  var initialization: Initialization?

  @Option(help: "Epochs from one validation to the next, or end for one at the end.")
  var validationInterval: ValidationInterval?

  @Option(help: "Training images held out, to choose the best weights by; 0 for none.")
  var minival: Int?

  @Option(help: "End after so many validations without a lower loss on the minival.")
  var patience: Int?

  @Option(
    help: ArgumentHelp(
      "Random changes of training images: \(Augmentation.grammar). Images are mirrored only where "
        + "classes allow it.", valueName: "changes"))
  var augmentation: String?

  @Flag(inversion: .prefixedNo, help: "A new order of the images each epoch, or the data's.")
  var shuffle: Bool?

  @Option(help: "With --from: what is trained; head is the classifier alone.")
  var trainedPart: TrainedPart?

  @Flag(inversion: .prefixedNo, help: "Keep the model's dropout and stochastic depth.")
  var regularize: Bool?

  func validate() throws {
    do throws(RecipeError) {
      try definition.validate()
    } catch {
      throw ValidationError("--\(error.key.optionName): \(error.problem)")
    }
  }

  /// What the options say.
  var definition: RecipeDefinition {
    var definition = RecipeDefinition()
    definition.recipe = recipe
    (definition.images, definition.validationImages) = (images, validationImages)
    (definition.epochs, definition.steps, definition.batch) = (epochs, steps, batch)
    definition.optimizer = optimizer
    (definition.momentum, definition.nesterov, definition.rho) = (momentum, nesterov, rho)
    (definition.beta1, definition.beta2, definition.epsilon) = (beta1, beta2, epsilon)
    (definition.learningRate, definition.warmupEpochs) = (learningRate, warmupEpochs)
    definition.schedule = schedule
    (definition.decayFactor, definition.decayEpochs) = (decayFactor, decayEpochs)
    (definition.stairs, definition.floor) = (stairs, floor)
    (definition.weightDecay, definition.labelSmoothing) = (weightDecay, labelSmoothing)
    definition.averageDecay = averageDecay
    definition.statisticsMomentum = statisticsMomentum
    definition.preciseStatistics = preciseStatistics
    definition.initialization = initialization
    definition.validationInterval = validationInterval
    (definition.minival, definition.patience) = (minival, patience)
    definition.augmentation = augmentation
    (definition.shuffle, definition.trainedPart) = (shuffle, trainedPart)
    definition.regularize = regularize
    return definition
  }
}

extension RecipeKey {
  /// The key as an option: `learning-rate` for `learningRate`.
  var optionName: String {
    rawValue.map { $0.isUppercase ? "-\($0.lowercased())" : "\($0)" }.joined()
  }
}

extension RecipeName: ExpressibleByArgument {}
extension Optimizer.Name: ExpressibleByArgument {}
extension LearningRateSchedule.Name: ExpressibleByArgument {}
extension StatisticsMomentum: ExpressibleByArgument {}
extension Initialization: ExpressibleByArgument {}
extension ValidationInterval: ExpressibleByArgument {}
extension TrainedPart: ExpressibleByArgument {}

public import Networks

/// A recipe as people write it: a name, and what is different from it.
///
/// The keys of search files, the options of `compound train`, stored definitions and reports are
/// these. What is nil stays with the recipe named.
public struct RecipeDefinition: Codable, Hashable, Sendable {
  /// The recipe to begin with; nil for `proxy`, or `plain` where ``steps`` are counted.
  public var recipe: RecipeName?
  /// Training images to use, from the first on; nil for all.
  public var images: Int?
  /// Held-out images to score on; nil for all.
  public var validationImages: Int?
  /// Passes over the training images.
  public var epochs: Double?
  /// Exactly so many steps, in place of epochs; 0 for the initial weights.
  public var steps: Int?
  /// Images per step.
  public var batch: Int?
  /// The rule by which gradients change parameters.
  public var optimizer: Optimizer.Name?
  /// Of `sgd` and `rmsprop`.
  public var momentum: Double?
  /// Whether `sgd` looks ahead.
  public var nesterov: Bool?
  /// What the mean square of `rmsprop` keeps of itself.
  public var rho: Double?
  /// What the first moment of `adamw` keeps of itself.
  public var beta1: Double?
  /// What the second moment of `adamw` keeps of itself.
  public var beta2: Double?
  /// Of `rmsprop`, inside the root, and of `adamw`.
  public var epsilon: Double?
  /// The largest learning rate.
  public var learningRate: Double?
  /// Epochs over which the rate rises linearly from near zero.
  public var warmupEpochs: Double?
  /// How the rate falls after the warm-up.
  public var schedule: LearningRateSchedule.Name?
  /// What the rate of an `exponential` schedule falls by.
  public var decayFactor: Double?
  /// How many epochs pass between two such falls.
  public var decayEpochs: Double?
  /// Whether it falls in stairs, or smoothly in between.
  public var stairs: Bool?
  /// Where a `cosine` ends, in parts of the largest rate.
  public var floor: Double?
  /// Added to the gradient as decay · weight (`adamw`: apart from the gradient).
  public var weightDecay: Double?
  /// The share of a target that all classes get alike, 0 to below 1.
  public var labelSmoothing: Double?
  /// Decay of the moving average of the weights that is scored; 0 for none.
  public var averageDecay: Double?
  /// How fast running statistics follow the batches.
  public var statisticsMomentum: StatisticsMomentum?
  /// Training images by which running statistics are measured anew before weights are scored; 0 for
  /// none.
  public var preciseStatistics: Int?
  /// How weights begin.
  public var initialization: Initialization?
  /// When the training is validated on its way.
  public var validationInterval: ValidationInterval?
  /// Training images held out, to choose the best weights by; 0 for none.
  public var minival: Int?
  /// Validations without a lower loss on the minival after which a training ends.
  public var patience: Int?
  /// How training images are changed at random, in the words of `TrainingData.Augmentation`, kept as
  /// they were written: `crop, flip`; `none` for no change.
  public var augmentation: String?
  /// Whether each epoch has an order of its own.
  public var shuffle: Bool?
  /// Which layers change.
  public var trainedPart: TrainedPart?
  /// Whether the model's dropout and stochastic depth stay.
  public var regularize: Bool?

  /// Makes a definition that changes nothing of the default recipe.
  public init() {}

  /// The keys, in the order in which results state them.
  public enum CodingKeys: String, CodingKey, Hashable, Sendable, CaseIterable {
    /// Where to begin, and how much to train on.
    case recipe, images, validationImages, epochs, steps, batch
    /// The rule that changes parameters, with its constants.
    case optimizer, momentum, nesterov, rho, beta1, beta2, epsilon
    /// The rate and how it falls.
    case learningRate, warmupEpochs, schedule, decayFactor, decayEpochs, stairs, floor
    /// Regularisation and averages.
    case weightDecay, labelSmoothing, averageDecay, statisticsMomentum
    /// Exact statistics, and initial values.
    case preciseStatistics, initialization
    /// Validation, the order and change of images, and what is trained.
    case validationInterval, minival, patience, augmentation, shuffle, trainedPart, regularize
  }
}

/// A key of a recipe.
public typealias RecipeKey = RecipeDefinition.CodingKeys

extension RecipeDefinition {
  /// The recipe that the others are differences from.
  public var base: RecipeName { recipe ?? (steps == nil ? .proxy : .plain) }

  /// The value of a key as files and options say it; nil where the recipe named decides.
  public subscript(key: RecipeKey) -> String? {
    switch key {
    case .recipe: recipe?.rawValue
    case .images: images?.description
    case .validationImages: validationImages?.description
    case .epochs: epochs?.description
    case .steps: steps?.description
    case .batch: batch?.description
    case .optimizer: optimizer?.rawValue
    case .momentum: momentum?.description
    case .nesterov: nesterov?.description
    case .rho: rho?.description
    case .beta1: beta1?.description
    case .beta2: beta2?.description
    case .epsilon: epsilon?.description
    case .learningRate: learningRate?.description
    case .warmupEpochs: warmupEpochs?.description
    case .schedule: schedule?.rawValue
    case .decayFactor: decayFactor?.description
    case .decayEpochs: decayEpochs?.description
    case .stairs: stairs?.description
    case .floor: floor?.description
    case .weightDecay: weightDecay?.description
    case .labelSmoothing: labelSmoothing?.description
    case .averageDecay: averageDecay?.description
    case .statisticsMomentum: statisticsMomentum?.rawValue
    case .preciseStatistics: preciseStatistics?.description
    case .initialization: initialization?.rawValue
    case .validationInterval: validationInterval?.description
    case .minival: minival?.description
    case .patience: patience?.description
    case .augmentation: augmentation
    case .shuffle: shuffle?.description
    case .trainedPart: trainedPart?.rawValue
    case .regularize: regularize?.description
    }
  }

  /// The keys that are there, with their values.
  public var entries: [(key: RecipeKey, value: String)] {
    RecipeKey.allCases.compactMap { key in self[key].map { (key, $0) } }
  }
}

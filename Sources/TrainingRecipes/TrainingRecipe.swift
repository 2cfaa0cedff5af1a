public import Networks
public import TrainingData

/// How a network is trained; everything that a result depends on besides network, data and seed.
///
/// The defaults suit small networks and few epochs. People write recipes as a name and what is
/// different from it, a ``RecipeDefinition``; every recipe can be written as one, too.
public struct TrainingRecipe: Hashable, Sendable {
  /// Passes over the training images; fractions of one count.
  public var epochs: Double
  /// Exactly so many steps, whatever `epochs` says; `nil` for what the epochs come to.
  public var steps: Int?
  /// Images per step.
  public var batchSize: Int
  /// Only that many of the training images are used, from the first on; `nil` for all.
  public var trainingImages: Int?
  /// Only that many of the validation images are used; `nil` for all.
  public var validationImages: Int?
  /// That many of the training images, drawn once whatever the seed, are held out (the paper's
  /// minival): validations along the way use them, the weights with the lowest loss on them are the
  /// result, and the validation images are looked at once, at the end.
  ///
  /// `nil` for none.
  public var minivalImages: Int?
  /// What turns gradients into steps.
  public var optimizer: Optimizer
  /// The learning rate over the training.
  public var schedule: LearningRateSchedule
  /// Added to the gradient as decay · weight (AdamW: apart from the gradient); not to biases and
  /// normalisations.
  public var weightDecay: Double
  /// The share of a target that all classes get alike, 0 to below 1.
  public var labelSmoothing: Double
  /// What the moving average of weights keeps of itself per step, at most: at step t it keeps no
  /// more than (1 + t) / (10 + t), so that it also serves short runs.
  ///
  /// Above 0, below 1; `nil` for no average.
  public var averageDecay: Double?
  /// How fast running statistics follow the batches.
  public var statisticsMomentum: StatisticsMomentum
  /// Before weights are scored, the means and variances of batch normalisations are measured anew on
  /// so many training images, in whole batches of the first epoch, as pycls does ("precise BN").
  ///
  /// Running averages lag behind the weights, the more so behind averaged weights. `nil` for them
  /// nevertheless.
  public var preciseStatistics: Int?
  /// How weights begin.
  public var initialization: Initialization
  /// When the training is validated on its way.
  public var validationInterval: ValidationInterval
  /// The training ends early after that many validations without a lower loss on the minival, which
  /// it needs; `nil` never.
  public var patience: Int?
  /// Random changes of training images, as far as they keep their classes; `nil` for none.
  public var augmentation: Augmentation?
  /// Whether each epoch has an order of its own; otherwise all have the data's.
  public var shuffles: Bool
  /// Which layers change.
  public var trainedPart: TrainedPart
  /// Whether the network is built with its model's dropout and stochastic depth, which slow short
  /// trainings down.
  ///
  /// For those who build it: a trainer takes the network as it is.
  public var regularizes: Bool

  /// Makes a recipe; the defaults suit short runs on small images.
  public init(
    epochs: Double = 5, steps: Int? = nil, batchSize: Int = 32, trainingImages: Int? = nil,
    validationImages: Int? = nil, minivalImages: Int? = nil,
    optimizer: Optimizer = .shortRuns,
    schedule: LearningRateSchedule = LearningRateSchedule(
      peak: 0.0012, decay: .cosine(), warmUpEpochs: 0.1),
    weightDecay: Double = 1e-5, labelSmoothing: Double = 0.1, averageDecay: Double? = 0.9999,
    statisticsMomentum: StatisticsMomentum = .warmedUp,
    preciseStatistics: Int? = nil, initialization: Initialization = .quickStart,
    validationInterval: ValidationInterval = .every(epochs: 1), patience: Int? = nil,
    augmentation: Augmentation? = nil, shuffles: Bool = true, trainedPart: TrainedPart = .all,
    regularizes: Bool = false
  ) {
    self.epochs = epochs
    self.steps = steps
    self.batchSize = batchSize
    self.trainingImages = trainingImages
    self.validationImages = validationImages
    self.minivalImages = minivalImages
    self.optimizer = optimizer
    self.schedule = schedule
    self.weightDecay = weightDecay
    self.labelSmoothing = labelSmoothing
    self.averageDecay = averageDecay
    self.statisticsMomentum = statisticsMomentum
    self.preciseStatistics = preciseStatistics
    self.initialization = initialization
    self.validationInterval = validationInterval
    self.patience = patience
    self.augmentation = augmentation
    self.shuffles = shuffles
    self.trainedPart = trainedPart
    self.regularizes = regularizes
  }

  /// Refuses numbers that no training can have.
  ///
  /// - Throws: ``RecipeError`` with the key of the first.
  public func validate() throws(RecipeError) {
    try RecipeDefinition(self).validate()
  }
}

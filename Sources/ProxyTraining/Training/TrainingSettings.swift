import Foundation
public import NetworkExecution
public import TrainingData

/// How a network is trained; everything that a result depends on besides network, data and seed.
public struct TrainingSettings: Hashable, Sendable {
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
  /// That many of the training images, drawn once whatever the seed, are held out (the paper's minival):
  /// validations along the way use them, the weights with the lowest loss on them are the
  /// result, and the validation images are looked at once, at the end. `nil` for none.
  public var minivalImages: Int?
  public var optimizer: Optimizer
  public var schedule: LearningRateSchedule
  /// Added to the gradient as decay · weight (AdamW: apart from the gradient); not to biases and
  /// normalisations.
  public var weightDecay: Float
  /// The share of a target that all classes get alike, 0 to below 1.
  public var labelSmoothing: Float
  /// What the moving average of weights keeps of itself per step, at most: at step t it keeps no
  /// more than (1 + t) / (10 + t), so that it also serves short runs. `nil` for no average.
  public var averageDecay: Double?
  public var statisticsMomentum: StatisticsMomentum
  public var initialization: Initialization
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

  public init(
    epochs: Double = 5, steps: Int? = nil, batchSize: Int = 32, trainingImages: Int? = nil,
    validationImages: Int? = nil, minivalImages: Int? = nil,
    optimizer: Optimizer = .shortRuns,
    schedule: LearningRateSchedule = LearningRateSchedule(
      peak: 0.0012, decay: .cosine(), warmUpEpochs: 0.1),
    weightDecay: Float = 1e-5, labelSmoothing: Float = 0.1, averageDecay: Double? = 0.9999,
    statisticsMomentum: StatisticsMomentum = .warmedUp, initialization: Initialization = .quickStart,
    validationInterval: ValidationInterval = .every(epochs: 1), patience: Int? = nil,
    augmentation: Augmentation? = nil, shuffles: Bool = true, trainedPart: TrainedPart = .all
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
    self.initialization = initialization
    self.validationInterval = validationInterval
    self.patience = patience
    self.augmentation = augmentation
    self.shuffles = shuffles
    self.trainedPart = trainedPart
  }
}

extension TrainingSettings {
  /// Refuses numbers that no training can have.
  func validate() throws {
    try require(epochs > 0 && epochs <= 1e6, "epochs \(epochs); expected above 0, up to 1000000")
    if let steps {
      try require((0...1_000_000_000).contains(steps), "\(steps) steps; expected 0 to 1000000000")
    }
    try require(
      (1...65_536).contains(batchSize), "batch size \(batchSize); expected 1 to 65536")
    try require(
      schedule.peak > 0 && schedule.peak <= 1e3,
      "learning rate \(schedule.peak); expected above 0, up to 1000")
    try require(
      schedule.warmUpEpochs >= 0 && schedule.warmUpEpochs.isFinite,
      "warm-up of \(schedule.warmUpEpochs) epochs; expected 0 or more")
    if case .exponential(let factor, let epochs, _) = schedule.decay {
      try require(
        factor > 0 && factor <= 1 && epochs > 0,
        "a decay of \(factor) every \(epochs) epochs; expected a factor above 0, up to 1")
    }
    try require(
      weightDecay >= 0 && weightDecay < 1, "weight decay \(weightDecay); expected 0 to below 1")
    try require(
      labelSmoothing >= 0 && labelSmoothing < 1,
      "label smoothing \(labelSmoothing); expected 0 to below 1")
    if let averageDecay {
      try require(
        averageDecay >= 0 && averageDecay < 1,
        "a moving average that keeps \(averageDecay); expected 0 to below 1")
    }
    for (name, count) in [
      ("training images", trainingImages), ("validation images", validationImages),
      ("minival images", minivalImages), ("validations of patience", patience),
    ] {
      if let count { try require(count > 0, "\(count) \(name); expected at least 1") }
    }
    try require(
      patience == nil || minivalImages != nil,
      "a patience of \(patience ?? 0) validations, and no minival to judge by; hold out some training "
        + "images")
    if case .every(let epochs) = validationInterval {
      try require(
        epochs > 0 && epochs <= 1e6,
        "a validation every \(epochs) epochs; expected above 0, up to 1000000")
    }
  }

  private func require(_ holds: Bool, _ message: String) throws {
    guard holds else { throw TrainingError(.invalidSetting, message) }
  }
}

extension TrainingSettings {
  /// Every setting by name, as results state them.
  public var summary: [(name: String, value: String)] {
    func optional(_ value: (some CustomStringConvertible)?, _ otherwise: String) -> String {
      value.map(\.description) ?? otherwise
    }
    return [
      ("epochs", "\(epochs)"), ("steps", optional(steps, "what the epochs come to")),
      ("batch size", "\(batchSize)"),
      ("training images", optional(trainingImages, "all")),
      ("validation images", optional(validationImages, "all")),
      ("minival images", optional(minivalImages, "none")),
      ("order", shuffles ? "shuffled each epoch" : "the data's"),
      ("optimizer", optimizer.description), ("learning rate", schedule.description),
      ("weight decay", "\(weightDecay)"), ("label smoothing", "\(labelSmoothing)"),
      ("moving average", optional(averageDecay, "none")),
      ("batch statistics", statisticsMomentum == .network ? "the network's momentum" : "warmed up"),
      ("initialization", initialization.rawValue),
      ("validation every", validationInterval.description),
      ("patience", optional(patience, "none")),
      ("augmentation", optional(augmentation, "none")),
      ("trained layers", trainedPart.rawValue),
    ]
  }
}

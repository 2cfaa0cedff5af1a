import TrainingData

extension RecipeDefinition {
  /// The recipe that it describes.
  ///
  /// - Parameter trainingImages: Images of the training set, of which a recipe may use a share.
  /// - Returns: The recipe named, with what is different from it.
  /// - Throws: ``RecipeError`` as ``validate()`` does.
  public func recipe(trainingImages: Int) throws(RecipeError) -> TrainingRecipe {
    try validate()
    var result = base.recipe(
      trainingImages: min(images ?? .max, trainingImages), batchSize: batch)
    (result.trainingImages, result.validationImages) = (images, validationImages)
    (result.steps, result.patience) = (steps, patience)
    if let epochs { result.epochs = epochs }
    result.optimizer = changed(result.optimizer)
    result.schedule = changed(result.schedule)
    if let weightDecay { result.weightDecay = weightDecay }
    if let labelSmoothing { result.labelSmoothing = labelSmoothing }
    if let averageDecay { result.averageDecay = averageDecay == 0 ? nil : averageDecay }
    if let statisticsMomentum { result.statisticsMomentum = statisticsMomentum }
    if let preciseStatistics {
      result.preciseStatistics = preciseStatistics == 0 ? nil : preciseStatistics
    }
    if let initialization { result.initialization = initialization }
    if let validationInterval { result.validationInterval = validationInterval }
    if let minival { result.minivalImages = minival == 0 ? nil : minival }
    if let augmentation {
      do throws(TrainingDataError) {
        let changes = try Augmentation(augmentation)
        result.augmentation = changes == Augmentation(crop: nil, flip: false) ? nil : changes
      } catch {
        throw RecipeError(.augmentation, error.message)
      }
    }
    if let shuffle { result.shuffles = shuffle }
    if let trainedPart { result.trainedPart = trainedPart }
    if let regularize { result.regularizes = regularize }
    return result
  }

  /// The rule asked for, with the constants of the recipe's own where it is of that kind.
  private func changed(_ own: Optimizer) -> Optimizer {
    let base = optimizer.map { $0 == own.name ? own : Optimizer($0) } ?? own
    switch base {
    case .rmsProp(let rho, let momentum, let epsilon):
      return .rmsProp(
        rho: self.rho ?? rho, momentum: self.momentum ?? momentum,
        epsilon: self.epsilon ?? epsilon)
    case .sgd(let momentum, let nesterov):
      return .sgd(momentum: self.momentum ?? momentum, nesterov: self.nesterov ?? nesterov)
    case .adamW(let beta1, let beta2, let epsilon):
      return .adamW(
        beta1: self.beta1 ?? beta1, beta2: self.beta2 ?? beta2, epsilon: self.epsilon ?? epsilon)
    }
  }

  private func changed(_ own: LearningRateSchedule) -> LearningRateSchedule {
    var result = own
    if let learningRate { result.peak = learningRate }
    if let warmupEpochs { result.warmUpEpochs = warmupEpochs }
    if let schedule, schedule != own.decay.name {
      result.decay = LearningRateSchedule.Decay(schedule)
    }
    switch result.decay {
    case .constant: break
    case .exponential(let factor, let epochs, let stairs):
      result.decay = .exponential(
        factor: decayFactor ?? factor, epochs: decayEpochs ?? epochs,
        stairs: self.stairs ?? stairs)
    case .cosine(let floor):
      result.decay = .cosine(floor: self.floor ?? floor)
    }
    return result
  }
}

extension RecipeDefinition {
  /// A recipe in full: a value for every key that it has a use for, so that nothing depends on the
  /// recipe named.
  public init(_ recipe: TrainingRecipe) {
    self.init()
    (images, validationImages) = (recipe.trainingImages, recipe.validationImages)
    (epochs, steps, batch) = (recipe.epochs, recipe.steps, recipe.batchSize)
    optimizer = recipe.optimizer.name
    switch recipe.optimizer {
    case .rmsProp(let rho, let momentum, let epsilon):
      (self.rho, self.momentum, self.epsilon) = (rho, momentum, epsilon)
    case .sgd(let momentum, let nesterov):
      (self.momentum, self.nesterov) = (momentum, nesterov)
    case .adamW(let beta1, let beta2, let epsilon):
      (self.beta1, self.beta2, self.epsilon) = (beta1, beta2, epsilon)
    }
    (learningRate, warmupEpochs) = (recipe.schedule.peak, recipe.schedule.warmUpEpochs)
    schedule = recipe.schedule.decay.name
    switch recipe.schedule.decay {
    case .constant: break
    case .exponential(let factor, let epochs, let stairs):
      (decayFactor, decayEpochs, self.stairs) = (factor, epochs, stairs)
    case .cosine(let floor): self.floor = floor
    }
    (weightDecay, labelSmoothing) = (recipe.weightDecay, recipe.labelSmoothing)
    averageDecay = recipe.averageDecay ?? 0
    statisticsMomentum = recipe.statisticsMomentum
    preciseStatistics = recipe.preciseStatistics ?? 0
    initialization = recipe.initialization
    validationInterval = recipe.validationInterval
    (minival, patience) = (recipe.minivalImages ?? 0, recipe.patience)
    augmentation = recipe.augmentation?.description ?? "none"
    shuffle = recipe.shuffles
    trainedPart = recipe.trainedPart
    regularize = recipe.regularizes
  }
}

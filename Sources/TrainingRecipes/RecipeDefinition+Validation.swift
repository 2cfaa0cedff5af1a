import TrainingData

extension RecipeDefinition {
  /// Refuses values that no training can have, and those that the optimizer or schedule has no use
  /// for.
  ///
  /// - Throws: ``RecipeError`` with the key of the first.
  public func validate() throws(RecipeError) {
    try check(.images, images, .atLeast(1))
    try check(.validationImages, validationImages, .atLeast(1))
    try check(.epochs, epochs, .above0(upTo: 1_000_000))
    try check(.steps, steps, .from0(to: 1_000_000_000))
    try check(.batch, batch, .from1(to: 65_536))
    try check(.momentum, momentum, .share)
    try check(.rho, rho, .share)
    try check(.beta1, beta1, .share)
    try check(.beta2, beta2, .share)
    try check(.epsilon, epsilon, .above0(upTo: 1))
    try check(.learningRate, learningRate, .above0(upTo: 1000))
    try check(.warmupEpochs, warmupEpochs, .from0(to: 1_000_000))
    try check(.decayFactor, decayFactor, .above0(upTo: 1))
    try check(.decayEpochs, decayEpochs, .above0(upTo: 1_000_000))
    try check(.floor, floor, .from0(to: 1))
    try check(.weightDecay, weightDecay, .share)
    try check(.labelSmoothing, labelSmoothing, .share)
    try check(.averageDecay, averageDecay, .share)
    try check(.preciseStatistics, preciseStatistics, .atLeast(0))
    if case .every(let epochs) = validationInterval {
      try check(.validationInterval, epochs, .above0(upTo: 1_000_000))
    }
    try check(.minival, minival, .atLeast(0))
    try check(.patience, patience, .atLeast(1))
    try checkUse()
    try checkAugmentation()
  }

  private func check(_ key: RecipeKey, _ value: Int?, _ bounds: ValueBounds) throws(RecipeError) {
    guard let value, !bounds.contain(Double(value)) else { return }
    throw RecipeError(key, "found \(value); expected \(bounds)")
  }

  private func check(
    _ key: RecipeKey, _ value: Double?, _ bounds: ValueBounds
  ) throws(RecipeError) {
    guard let value, !bounds.contain(value) else { return }
    throw RecipeError(key, "found \(value); expected \(bounds)")
  }

  /// Whether what is set is used by what it is set for.
  private func checkUse() throws(RecipeError) {
    let recipe = base.recipe(trainingImages: .max)
    let optimizer = optimizer ?? recipe.optimizer.name
    for key in [RecipeKey.momentum, .nesterov, .rho, .beta1, .beta2, .epsilon]
    where self[key] != nil && !optimizer.keys.contains(key) {
      throw RecipeError(
        key,
        "found \(self[key] ?? ""); the optimizer \(optimizer) has no \(key.rawValue): leave it out")
    }
    let schedule = schedule ?? recipe.schedule.decay.name
    for key in [RecipeKey.decayFactor, .decayEpochs, .stairs, .floor]
    where self[key] != nil && !schedule.keys.contains(key) {
      throw RecipeError(
        key,
        "found \(self[key] ?? ""); the schedule \(schedule) has no \(key.rawValue): leave it out")
    }
    if let patience, (minival ?? recipe.minivalImages ?? 0) == 0 {
      throw RecipeError(
        .patience,
        "found \(patience), and no minival to judge by; hold out some training images with minival")
    }
  }

  private func checkAugmentation() throws(RecipeError) {
    guard let augmentation else { return }
    do throws(TrainingDataError) {
      _ = try Augmentation(augmentation)
    } catch {
      throw RecipeError(.augmentation, error.message)
    }
  }
}

extension Optimizer.Name {
  /// The keys of its constants.
  fileprivate var keys: Set<RecipeKey> {
    switch self {
    case .sgd: [.momentum, .nesterov]
    case .rmsprop: [.momentum, .rho, .epsilon]
    case .adamw: [.beta1, .beta2, .epsilon]
    }
  }
}

extension LearningRateSchedule.Name {
  /// The keys of its numbers.
  fileprivate var keys: Set<RecipeKey> {
    switch self {
    case .constant: []
    case .cosine: [.floor]
    case .exponential: [.decayFactor, .decayEpochs, .stairs]
    }
  }
}

/// The values that a key may have.
private enum ValueBounds: CustomStringConvertible {
  case atLeast(Int)
  case from0(to: Int)
  case from1(to: Int)
  case above0(upTo: Int)
  /// 0 to below 1.
  case share

  func contain(_ value: Double) -> Bool {
    switch self {
    case .atLeast(let least): value >= Double(least)
    case .from0(let most): value >= 0 && value <= Double(most)
    case .from1(let most): value >= 1 && value <= Double(most)
    case .above0(let most): value > 0 && value <= Double(most)
    case .share: value >= 0 && value < 1
    }
  }

  var description: String {
    switch self {
    case .atLeast(let least): "\(least) or more"
    case .from0(let most): "0 to \(most)"
    case .from1(let most): "1 to \(most)"
    case .above0(let most): "above 0, up to \(most)"
    case .share: "0 to below 1"
    }
  }
}

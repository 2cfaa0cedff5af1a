package import Configuration
import Files

extension RecipeDefinition {
  /// Reads the keys of a recipe, which stand among those of a mapping.
  ///
  /// - Parameters:
  ///   - keys: The mapping's keys; those of recipes are asked for.
  ///   - others: Keys that the caller reads itself, or does not allow.
  /// - Throws: `FileError` with the line of a value that is none, or that no training can have.
  package init(_ keys: inout ConfigurationMapping, except others: Set<RecipeKey> = []) throws {
    self.init()
    func node(_ key: RecipeKey) -> ConfigurationNode? {
      others.contains(key) ? nil : keys.optional(key.rawValue)
    }
    recipe = try node(.recipe)?.choice()
    images = try node(.images)?.integer()
    validationImages = try node(.validationImages)?.integer()
    epochs = try node(.epochs)?.number()
    steps = try node(.steps)?.integer()
    batch = try node(.batch)?.integer()
    optimizer = try node(.optimizer)?.choice()
    momentum = try node(.momentum)?.number()
    nesterov = try node(.nesterov)?.boolean()
    rho = try node(.rho)?.number()
    beta1 = try node(.beta1)?.number()
    beta2 = try node(.beta2)?.number()
    epsilon = try node(.epsilon)?.number()
    learningRate = try node(.learningRate)?.number()
    warmupEpochs = try node(.warmupEpochs)?.number()
    schedule = try node(.schedule)?.choice()
    decayFactor = try node(.decayFactor)?.number()
    decayEpochs = try node(.decayEpochs)?.number()
    stairs = try node(.stairs)?.boolean()
    floor = try node(.floor)?.number()
    weightDecay = try node(.weightDecay)?.number()
    labelSmoothing = try node(.labelSmoothing)?.number()
    averageDecay = try node(.averageDecay)?.number()
    statisticsMomentum = try node(.statisticsMomentum)?.choice()
    preciseStatistics = try node(.preciseStatistics)?.integer()
    initialization = try node(.initialization)?.choice()
    validationInterval = try node(.validationInterval)?.validationInterval()
    minival = try node(.minival)?.integer()
    patience = try node(.patience)?.integer()
    augmentation = try node(.augmentation)?.string()
    shuffle = try node(.shuffle)?.boolean()
    trainedPart = try node(.trainedPart)?.choice()
    regularize = try node(.regularize)?.boolean()
    do throws(RecipeError) {
      try validate()
    } catch {
      throw (keys.optional(error.key.rawValue) ?? keys.node).failure(error.problem)
    }
  }
}

extension ConfigurationNode {
  fileprivate func validationInterval() throws -> ValidationInterval {
    let text = try string()
    guard let interval = ValidationInterval(text) else {
      throw failure(
        "found '\(text.prefix(60))'; expected a number of epochs, or 'end'", reason: .wrongType)
    }
    return interval
  }
}

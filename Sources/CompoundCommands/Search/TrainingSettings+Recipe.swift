import Architectures
import ArchitectureSearch
import Networks
import ProxyTraining
import Studies
import TrainingData

extension TrainingSettings {
  /// The settings that a search file asks for; the trainer's own where it says nothing.
  ///
  /// - Throws: `InputError` for an augmentation that there is not.
  init(_ recipe: TrainingRecipe) throws {
    self.init(epochs: Double(recipe.epochs))
    if let batch = recipe.batch { batchSize = batch }
    if let rate = recipe.learningRate { schedule.peak = rate }
    if let epochs = recipe.warmupEpochs { schedule.warmUpEpochs = epochs }
    if let smoothing = recipe.labelSmoothing { labelSmoothing = Float(smoothing) }
    if let decay = recipe.weightDecay { weightDecay = Float(decay) }
    if let decay = recipe.averageDecay { averageDecay = decay == 0 ? nil : decay }
    switch recipe.optimizer {
    case .rmsprop: optimizer = .shortRuns
    case .sgd: optimizer = .sgd()
    case nil: break
    }
    do {
      augmentation = try recipe.augmentation.map { try Augmentation($0) }
    } catch {
      // Only the trainer knows what there is, so that the search file's line is not at hand.
      throw InputError("the search file's training: \(error)")
    }
    trainingImages = recipe.images
    validationImages = recipe.validationImages
    // A candidate is judged at its end: what it reached on the way costs time and decides nothing.
    validationInterval = .atEnd
  }
}

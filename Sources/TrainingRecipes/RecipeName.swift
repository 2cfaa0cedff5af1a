import Networks
import TrainingData

/// Recipes under a name.
public enum RecipeName: String, Codable, Hashable, Sendable, CaseIterable {
  /// For judging small networks after few epochs: the defaults of ``TrainingRecipe``.
  case proxy
  /// SGD with momentum 0.9 at a constant rate of 0.01 and nothing else: for comparing step by step with
  /// another framework.
  case plain
  /// The EfficientNet paper's.
  case efficientnet

  /// Whether a model's dropout and stochastic depth stay.
  public var regularizes: Bool { recipe(trainingImages: 1).regularizes }

  /// The recipe of this name for a training set.
  ///
  /// - Parameters:
  ///   - trainingImages: Images of the training set.
  ///   - batchSize: `nil` for the recipe's own, or all images where there are fewer.
  /// - Returns: The recipe; its learning rate and minival may follow from both.
  public func recipe(trainingImages: Int, batchSize: Int? = nil) -> TrainingRecipe {
    func batch(_ own: Int) -> Int { batchSize ?? max(1, min(own, trainingImages)) }
    switch self {
    case .proxy: return TrainingRecipe(batchSize: batch(TrainingRecipe().batchSize))
    case .plain: return .plain(batchSize: batch(32))
    case .efficientnet:
      var recipe = TrainingRecipe.efficientNet(batchSize: batch(256))
      recipe.minivalImages = TrainingRecipe.paperMinival(of: trainingImages)
      return recipe
    }
  }
}

extension TrainingRecipe {
  /// The recipe of the EfficientNet paper (arXiv:1905.11946, section 5.2, and its code): RMSProp
  /// with decay and momentum 0.9, weight decay 1e-5, a rate of 0.016 per 256 images that falls by
  /// 0.97 every 2.4 epochs in stairs after 5 epochs of warm-up, label smoothing 0.1, a moving
  /// average of 0.9999, batch-norm momentum as the network states it (0.99), 350 epochs; random
  /// resized crops, flips and AutoAugment's ImageNet policy.
  ///
  /// Dropout (0.2 for B0, rising to 0.5 for B7) and stochastic depth (survival 0.8 at the last block)
  /// are parts of the network, and stay.
  public static func efficientNet(batchSize: Int = 256) -> TrainingRecipe {
    TrainingRecipe(
      epochs: 350, batchSize: batchSize, optimizer: .rmsProp(),
      schedule: LearningRateSchedule(
        peak: 0.016 * Double(batchSize) / 256, decay: .exponential(), warmUpEpochs: 5),
      weightDecay: 1e-5, labelSmoothing: 0.1, averageDecay: 0.9999, statisticsMomentum: .network,
      initialization: .fanOut,
      augmentation: Augmentation(
        crop: .resized(smallestArea: 0.08), policy: .autoAugment(.imageNet)),
      regularizes: true)
  }

  /// What the paper holds out for early stopping: 25,000 of ImageNet's 1,281,167 training images; the
  /// same share of others, and 1 at least.
  static func paperMinival(of trainingImages: Int) -> Int? {
    trainingImages < 2
      ? nil : max(1, Int((Double(trainingImages) * 25_000 / 1_281_167).rounded()))
  }

  fileprivate static func plain(batchSize: Int) -> TrainingRecipe {
    TrainingRecipe(
      epochs: 1, batchSize: batchSize, optimizer: .sgd(),
      schedule: LearningRateSchedule(peak: 0.01, decay: .constant), weightDecay: 0,
      labelSmoothing: 0, averageDecay: nil, statisticsMomentum: .network,
      initialization: .fanOut)
  }
}

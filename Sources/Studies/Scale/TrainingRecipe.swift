/// How candidates are trained; what is nil stays with the evaluator's own default.
///
/// The search hands it on and keeps it with the study, so that a study is never continued under
/// another recipe.
public struct TrainingRecipe: Codable, Hashable, Sendable {
  /// `shapes`, or a folder with images.
  public var data: String
  /// Training images to use; nil for all, or the generator's default.
  public var images: Int?
  /// Held-out images to score on.
  public var validationImages: Int?
  public var epochs: Int
  /// Trainings of each candidate, all candidates under the same seeds.
  public var seeds: Int
  public var batch: Int?
  /// `rmsprop` or `sgd`.
  public var optimizer: Optimizer?
  public var learningRate: Double?
  public var warmupEpochs: Double?
  public var labelSmoothing: Double?
  public var weightDecay: Double?
  /// Decay of the moving average of the weights that is scored; 0 for none.
  public var averageDecay: Double?
  /// How training images are changed at random, in the evaluator's words: `crop, flip`.
  public var augmentation: String?

  /// The optimizers that a search file can name.
  public enum Optimizer: String, Codable, Hashable, Sendable, CaseIterable {
    case rmsprop, sgd
  }

  public init(data: String = "shapes", epochs: Int, seeds: Int = 1) {
    self.data = data
    self.epochs = epochs
    self.seeds = seeds
  }
}

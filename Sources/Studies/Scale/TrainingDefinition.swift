public import TrainingRecipes

/// How candidates are trained: the data, for how long, under how many seeds, and the recipe.
///
/// The search hands it on and keeps it with the study, so that a study is never continued under
/// another recipe. In files its keys and those of the recipe stand in one mapping.
public struct TrainingDefinition: Hashable, Sendable {
  /// `shapes` or `braids`, or the path of a folder, archive or file with images.
  public var data: String
  /// Of one training in full.
  public var epochs: Int
  /// Trainings of each candidate, all candidates under the same seeds.
  public var seeds: Int
  /// All but the length, which the search decides training by training.
  public var recipe: RecipeDefinition

  /// Makes a definition; what is left out stays with the recipe.
  public init(
    data: String = "shapes", epochs: Int, seeds: Int = 1,
    recipe: RecipeDefinition = RecipeDefinition()
  ) {
    self.data = data
    self.epochs = epochs
    self.seeds = seeds
    self.recipe = recipe
  }

  /// Whether candidates keep their dropout and stochastic depth.
  public var regularizes: Bool { recipe.regularize ?? recipe.base.regularizes }

  /// Has every epoch validated where the recipe does not say when: who may be ended early has to be
  /// looked at early.
  package mutating func validateOnTheWay() {
    if recipe.validationInterval == nil { recipe.validationInterval = .every(epochs: 1) }
  }

  /// The keys of the recipe that change nothing where `evaluator` scores, in the order of results.
  ///
  /// Numbers of images, and whether candidates are regularised, count whatever scores them.
  public func unusedKeys(by evaluator: EvaluatorDefinition) -> [RecipeKey] {
    let used: Set<RecipeKey> = [.recipe, .images, .validationImages, .regularize]
    return evaluator.trains ? [] : recipe.entries.map(\.key).filter { !used.contains($0) }
  }

  /// What guessing reaches on the held-out images, a thousand where their number is left to the data.
  package func chanceLevel(classes: Int) -> ChanceLevel {
    ChanceLevel(classes: classes, images: recipe.validationImages ?? 1000)
  }

  /// The recipe of one training in full.
  ///
  /// - Parameter trainingImages: Images of the training set.
  /// - Returns: The recipe, with this definition's length.
  /// - Throws: `RecipeError` for a value that no training can have.
  public func recipe(trainingImages: Int) throws(RecipeError) -> TrainingRecipe {
    var definition = recipe
    definition.epochs = Double(epochs)
    var result = try definition.recipe(trainingImages: trainingImages)
    if recipe.validationInterval == nil, result.minivalImages == nil {
      // A candidate is judged at its end: what it reached on the way decides nothing where no minival
      // chooses between its weights, and costs time.
      result.validationInterval = .atEnd
    }
    return result
  }
}

extension TrainingDefinition: Codable {
  private enum CodingKeys: String, CodingKey { case data, epochs, seeds }

  public init(from decoder: any Decoder) throws {
    let container = try decoder.container(keyedBy: CodingKeys.self)
    var recipe = try RecipeDefinition(from: decoder)
    recipe.epochs = nil
    self.init(
      data: try container.decode(String.self, forKey: .data),
      epochs: try container.decode(Int.self, forKey: .epochs),
      seeds: try container.decode(Int.self, forKey: .seeds), recipe: recipe)
  }

  public func encode(to encoder: any Encoder) throws {
    try recipe.encode(to: encoder)
    var container = encoder.container(keyedBy: CodingKeys.self)
    try container.encode(data, forKey: .data)
    try container.encode(epochs, forKey: .epochs)
    try container.encode(seeds, forKey: .seeds)
  }
}

/// A grid search over the coefficients of compound scaling, as a search file states it
/// (arXiv:1905.11946, section 4, step 1).
public struct CoefficientDefinition: Codable, Hashable, Sendable {
  /// The baseline: a name of the zoo, or the path of an architecture file.
  public var model: String
  public var grid: CoefficientGrid
  public var constraint: ScalingConstraint
  /// The compound coefficient at which candidates are compared; the paper's is 1.
  public var phi: Double
  /// The baseline's resolution at target scale; nil keeps the model's.
  public var targetResolution: Int?
  /// Limits at target scale.
  public var budgets: CostBudgets
  public var proxy: ProxyScale
  public var training: TrainingRecipe
  /// The compound coefficients of the family that the result is shown with.
  public var family: [Double]
  public var seed: UInt64

  public init(
    model: String, grid: CoefficientGrid, constraint: ScalingConstraint = ScalingConstraint(),
    phi: Double = 1, targetResolution: Int? = nil, budgets: CostBudgets = CostBudgets(),
    proxy: ProxyScale, training: TrainingRecipe, family: [Double] = (0...7).map(Double.init),
    seed: UInt64 = 0
  ) {
    self.model = model
    self.grid = grid
    self.constraint = constraint
    self.phi = phi
    self.targetResolution = targetResolution
    self.budgets = budgets
    self.proxy = proxy
    self.training = training
    self.family = family
    self.seed = seed
  }
}

/// What scaled candidates must satisfy to be comparable.
public struct ScalingConstraint: Codable, Hashable, Sendable {
  /// What α · β² · γ², the growth of multiply-adds per unit of φ, should be.
  public var target: Double
  /// How far α · β² · γ² may be from `target`. The paper's own point is at 1.920.
  public var tolerance: Double
  /// How far the multiply-adds of a trained candidate, after rounding, may be from target^φ times
  /// the baseline's, as a share; nil for no limit.
  public var realisedTolerance: Double?

  public init(target: Double = 2, tolerance: Double = 0.1, realisedTolerance: Double? = nil) {
    self.target = target
    self.tolerance = tolerance
    self.realisedTolerance = realisedTolerance
  }
}

/// The values of α, β and γ that a grid search combines.
public struct CoefficientGrid: Codable, Hashable, Sendable {
  public var alpha: CoefficientRange
  public var beta: CoefficientRange
  public var gamma: CoefficientRange

  public init(alpha: CoefficientRange, beta: CoefficientRange, gamma: CoefficientRange) {
    self.alpha = alpha
    self.beta = beta
    self.gamma = gamma
  }

  /// How many points the grid has.
  public var count: Int { alpha.count * beta.count * gamma.count }
}

/// Evenly spaced values, both ends included where the step meets them.
public struct CoefficientRange: Codable, Hashable, Sendable {
  public let from: Double
  public let to: Double
  public let step: Double

  /// - Throws: ``SearchError/invalidDefinition(place:message:)`` unless 1 ≤ `from` ≤ `to` and the
  ///   step gives at most 1000 values.
  public init(from: Double, to: Double, step: Double, place: String = "grid") throws {
    func refuse(_ message: String) -> SearchError {
      .invalidDefinition(place: place, message: message)
    }
    guard from >= 1, from.isFinite else {
      throw refuse("found from \(from), expected 1 or more: scaling never shrinks a dimension")
    }
    guard to >= from, to <= 100 else {
      throw refuse("found to \(to), expected \(from) to 100")
    }
    guard step > 0, (to - from) / step < 1000 else {
      throw refuse("found step \(step), expected a step above 0 that gives at most 1000 values")
    }
    self.from = from
    self.to = to
    self.step = step
  }

  public init(from decoder: any Decoder) throws {
    let container = try decoder.container(keyedBy: CodingKeys.self)
    try self.init(
      from: container.decode(Double.self, forKey: .from),
      to: container.decode(Double.self, forKey: .to),
      step: container.decode(Double.self, forKey: .step))
  }

  var count: Int {
    // A value that misses the end by a rounding error is meant to be the end.
    Int(((to - from) / step + 1e-6).rounded(.down)) + 1
  }

  /// The values, ascending, free of the drift of repeated addition.
  public var values: [Double] {
    (0..<count).map { ((from + Double($0) * step) * 1e9).rounded() / 1e9 }
  }
}

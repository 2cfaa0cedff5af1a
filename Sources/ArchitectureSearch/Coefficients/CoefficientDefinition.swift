public import CostModel

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
  @UpperLimits public var budgets: Bounds
  /// Where latency is predicted; nil where none is limited.
  public var device: Device?
  public var proxy: ProxyScale
  public var training: TrainingRecipe
  /// The compound coefficients of the family that the result is shown with.
  public var family: [Double]
  public var seed: UInt64

  public init(
    model: String, grid: CoefficientGrid, constraint: ScalingConstraint = ScalingConstraint(),
    phi: Double = 1, targetResolution: Int? = nil, budgets: Bounds = Bounds(),
    device: Device? = nil, proxy: ProxyScale, training: TrainingRecipe,
    family: [Double] = (0...7).map(Double.init),
    seed: UInt64 = 0
  ) {
    self.model = model
    self.grid = grid
    self.constraint = constraint
    self.phi = phi
    self.targetResolution = targetResolution
    _budgets = UpperLimits(wrappedValue: budgets)
    self.device = device
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

/// The values of α, β and γ that a grid search combines, each at least 1: scaling up never shrinks
/// a dimension (arXiv:1905.11946, Eq. 3).
public struct CoefficientGrid: Codable, Hashable, Sendable {
  public let alpha: [Double]
  public let beta: [Double]
  public let gamma: [Double]

  /// The most points a grid may have.
  public static let maximumCount = 1_000_000

  /// - Throws: ``SearchError/invalidDefinition(place:message:)`` when a list is empty or holds a
  ///   number below 1, or the grid has more than ``maximumCount`` points.
  public init(alpha: [Double], beta: [Double], gamma: [Double]) throws {
    for (name, values) in [("alpha", alpha), ("beta", beta), ("gamma", gamma)] {
      guard !values.isEmpty else {
        throw SearchError.invalidDefinition(
          place: "grid.\(name)", message: "found no value, expected one or more")
      }
      if let value = values.first(where: { !($0 >= 1 && $0 <= 100) }) {
        throw SearchError.invalidDefinition(
          place: "grid.\(name)", message: "found \(value), expected 1 to 100")
      }
    }
    let count = Double(alpha.count) * Double(beta.count) * Double(gamma.count)
    guard count <= Double(Self.maximumCount) else {
      throw SearchError.invalidDefinition(
        place: "grid", message: "found \(Int(count)) points, expected at most 1000000")
    }
    self.alpha = alpha
    self.beta = beta
    self.gamma = gamma
  }

  public init(from decoder: any Decoder) throws {
    let container = try decoder.container(keyedBy: CodingKeys.self)
    try self.init(
      alpha: container.decode([Double].self, forKey: .alpha),
      beta: container.decode([Double].self, forKey: .beta),
      gamma: container.decode([Double].self, forKey: .gamma))
  }

  /// How many points the grid has.
  public var count: Int { alpha.count * beta.count * gamma.count }
}

public import CostModel
public import Networks
public import Studies

/// A grid search over the coefficients of compound scaling, as a search file states it
/// (arXiv:1905.11946, section 4, step 1).
public struct CoefficientDefinition: Codable, Hashable, Sendable {
  /// The baseline: a name of the zoo, or the path of an architecture file.
  public var model: String
  /// The values of α, β and γ to combine.
  public var grid: CoefficientGrid
  /// Which combinations are candidates.
  public var constraint: ScalingConstraint
  /// The compound coefficient at which candidates are compared; the paper's is 1.
  public var phi: Double
  /// The baseline's resolution at target scale; nil keeps the model's.
  public var targetResolution: Resolution?
  /// Limits at target scale.
  @UpperLimits public var budgets: Bounds
  /// Where latency is predicted; nil where none is limited.
  public var device: Device?
  /// The scale at which candidates are trained.
  public var proxy: ProxyScale
  /// How candidates are trained.
  public var training: TrainingDefinition
  /// The compound coefficients of the family that the result is shown with.
  public var family: [Double]
  public var seed: UInt64

  /// Makes a definition; what is left out is the paper's, or without a limit.
  public init(
    model: String, grid: CoefficientGrid, constraint: ScalingConstraint = ScalingConstraint(),
    phi: Double = 1, targetResolution: Resolution? = nil, budgets: Bounds = Bounds(),
    device: Device? = nil, proxy: ProxyScale, training: TrainingDefinition,
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

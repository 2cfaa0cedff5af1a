import Architectures
public import Networks
public import Studies

/// A search for the coefficients of compound scaling by a response surface, as a search file states it:
/// many small networks, each trained once, and one quadratic through what they reach.
public struct SurfaceDefinition: Codable, Hashable, Sendable {
  /// A way to grow that the answer is asked about.
  public struct Comparison: Codable, Hashable, Sendable {
    /// What it is called in the answer.
    public var name: String
    /// Its α, 1 or more.
    public var alpha: Double
    /// Its β, 1 or more.
    public var beta: Double
    /// Its γ, 1 or more.
    public var gamma: Double

    /// Makes one of its name and coefficients.
    public init(name: String, alpha: Double, beta: Double, gamma: Double) {
      self.name = name
      self.alpha = alpha
      self.beta = beta
      self.gamma = gamma
    }
  }

  /// How the members of the family follow from the answer.
  public enum FamilyLine: String, Codable, Hashable, Sendable, CaseIterable {
    /// Along the expansion path where it is decided: first back to balance, then along its direction.
    case path
    /// Along the straight line from the baseline through the best way to grow, as in the paper.
    case ray
  }

  /// The baseline: a name of the zoo, or the path of an architecture file.
  public var model: String
  /// The factor by which multiply-adds grow, above 1; the paper's is 2.
  public var growth: Double
  /// Multiply-adds of the trained networks ÷ the proxy baseline's, the least.
  public var least: Double
  /// Multiply-adds of the trained networks ÷ the proxy baseline's, the most.
  public var most: Double
  /// How much is trained, in trainings of the proxy baseline.
  public var budget: Double
  /// What was added to the budget later, in the same unit.
  public var more: [Double]
  /// Further ways to grow that the answer speaks of.
  public var compare: [Comparison]
  /// The baseline's resolution at target scale; nil keeps the model's.
  public var targetResolution: Resolution?
  /// Where scores come from.
  public var evaluator: EvaluatorDefinition
  /// The scale at which networks are trained.
  public var proxy: ProxyScale
  /// How networks are trained.
  public var training: TrainingDefinition
  /// The compound coefficients of the family that the result is shown with.
  public var family: [Double]
  /// How the family follows from the answer.
  public var familyLine: FamilyLine
  /// What the recipe's learning rate is multiplied by, 1 among them; nil for the recipe's alone.
  ///
  /// With several, the rate is part of the design: no network loses because its rate was tuned for
  /// another.
  public var learningRates: [Double]?
  /// The seed of everything random.
  public var seed: UInt64

  /// Makes a definition; what is left out is as a search file without the key has it.
  public init(
    model: String, growth: Double = 2, range: ClosedRange<Double> = 0.1...4, budget: Double = 40,
    more: [Double] = [], compare: [Comparison] = [], targetResolution: Resolution? = nil,
    evaluator: EvaluatorDefinition = .trainer, proxy: ProxyScale, training: TrainingDefinition,
    family: [Double] = (0...7).map(Double.init), familyLine: FamilyLine = .path,
    learningRates: [Double]? = nil,
    seed: UInt64 = 0
  ) {
    self.model = model
    self.growth = growth
    (least, most) = (range.lowerBound, range.upperBound)
    self.budget = budget
    self.more = more
    self.compare = compare
    self.targetResolution = targetResolution
    self.evaluator = evaluator
    self.proxy = proxy
    self.training = training
    self.family = family
    self.familyLine = familyLine
    self.learningRates = learningRates
    self.seed = seed
  }

  /// What learning rates are multiplied by.
  var rates: [Double] { learningRates ?? [1] }

  /// The ways to grow that are asked about beside the single dimensions and the paper's point.
  var ways: [GrowthAnswer.Way] {
    get throws {
      try compare.map {
        GrowthAnswer.Way(
          name: $0.name,
          try CompoundScaling(alpha: $0.alpha, beta: $0.beta, gamma: $0.gamma))
      }
    }
  }
}

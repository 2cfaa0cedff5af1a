public import Architectures
import Foundation
public import Statistics
public import Studies

/// What trainings of many networks around a baseline say about how it should grow.
///
/// The response is a quadratic in the logarithms of cost that depth, width and resolution account for
/// (`ScalingLattice`). Growing by a given factor is a mixture: the three shares of log₂ of that factor,
/// none below 0, add up to 1, and α = 2^{s_d}, β = 2^{s_w/2}, γ = 2^{s_r/2} per doubling. The error is
/// what networks differ by from the surface, so that a network's own quirks count as noise.
public struct GrowthAnswer: Sendable {
  /// One training.
  public struct Observation: Hashable, Sendable {
    /// The network's trial.
    public var trial: Int
    /// The network's coordinates: the parts of log₂ cost of depth, width and resolution.
    public var coordinates: [Double]
    /// What it reached.
    public var score: Double
    /// Its loss on the held-out images, where there is one.
    public var loss: Double?
    /// log₂ of what its learning rate was multiplied by; nil where all had the same.
    public var logRate: Double?

    /// Makes an observation.
    public init(
      trial: Int, coordinates: [Double], score: Double, loss: Double? = nil,
      logRate: Double? = nil
    ) {
      self.trial = trial
      self.coordinates = coordinates
      self.score = score
      self.loss = loss
      self.logRate = logRate
    }

    /// The columns of the model.
    var terms: [Double] {
      QuadraticSurface.terms(coordinates + (logRate.map { [$0] } ?? []))
    }
  }

  /// A way to grow that the answer says something about.
  public struct Way: Hashable, Sendable {
    /// What people call it.
    public var name: String
    /// The shares of depth, width and resolution in log₂ cost; their sum is 1.
    public var shares: [Double]

    /// Makes a way of given shares.
    public init(name: String, shares: [Double]) {
      self.name = name
      self.shares = shares
    }

    /// The way that a point of compound scaling takes, whatever its α·β²·γ² is.
    ///
    /// - Precondition: α, β, γ of 1 or more, not all 1.
    public init(name: String, _ scaling: CompoundScaling) {
      let parts = [log2(scaling.alpha), 2 * log2(scaling.beta), 2 * log2(scaling.gamma)]
      let sum = parts.reduce(0, +)
      self.init(name: name, shares: parts.map { $0 / sum })
    }

    /// Each dimension alone.
    public static let singleDimensions = [
      Way(name: "depth alone", shares: [1, 0, 0]), Way(name: "width alone", shares: [0, 1, 0]),
      Way(name: "resolution alone", shares: [0, 0, 1]),
    ]
    /// α = 1.2, β = 1.1, γ = 1.15.
    public static let paper = Way(name: "the paper's point", .paper)
  }

  /// What is said about a way to grow, against the best one, in scores.
  public struct Statement: Hashable, Sendable {
    /// What the trainings say of it.
    public enum Verdict: String, Hashable, Sendable {
      /// Some other way is better, beyond the error.
      case worse
      /// None is, beyond the error.
      case notDecided
    }

    /// The way.
    public var way: Way
    /// How far it is behind by the fitted surface.
    public var estimate: Double
    /// How far it is behind the best way at least; 0 where that is not decided.
    public var least: Double
    /// How far it is behind the best way at most.
    public var most: Double
    /// Whether it is behind.
    public var verdict: Verdict { least > 0 ? .worse : .notDecided }
  }

  /// What one doubling of cost in one dimension alone is worth, in scores.
  public struct Effect: Hashable, Sendable {
    /// The dimension.
    public var dimension: ScalingDimension
    /// By the fitted surface.
    public var value: Double
    /// The interval that holds it; those of all three do so at once.
    public var interval: ClosedRange<Double>
  }

  /// The observations that the surface is fitted to.
  public let observations: [Observation]
  /// The scale of the surface: of those that there are, the one on which it explains most.
  public let response: GrowthResponse
  /// The factor that cost grows by.
  public let growth: Double
  /// The confidence of every region and interval.
  public let confidence: Double
  /// The fitted surface.
  public let surface: QuadraticSurface
  /// The standard deviation of a training's score about the surface, on its scale.
  public let deviation: Double
  /// The shares of depth, width and resolution with the largest fitted value.
  public let best: Way
  /// The shares that can't be told from the best ones, among the multiples of 1/60.
  public let region: [[Double]]
  /// What the region spans of each share.
  public let spans: [ClosedRange<Double>]
  /// About each dimension alone, the paper's point, and what else was asked for.
  public let statements: [Statement]
  /// How far the choice ``best`` can be behind the best way at most, in scores.
  public let regretBound: Double
  /// What a doubling is worth in depth, width and resolution.
  public let effects: [Effect]
  /// What growing the best way is worth, in scores.
  public let gain: ClosedRange<Double>
  /// The test of the surface against repeats of its networks; nil where there are none.
  ///
  /// Where networks differ from the surface by more than their seeds do, those are quirks of theirs: they
  /// are part of the error of every statement, and make none wrong.
  public let lackOfFit: LackOfFit?
  /// The probability of gaining so much by cubic terms, or more, where the surface is quadratic; nil where
  /// the trainings do not determine them.
  public let cubicPValue: Double?
  /// Where the best shape goes as cost grows; nil where the surface bends up.
  public let path: GrowthPath?
  private let rivalIntervals: RivalIntervals

  /// Fits the surface and answers.
  ///
  /// - Parameters:
  ///   - observations: All trainings but those that check the answer.
  ///   - kind: What scores mean.
  ///   - growth: The factor that cost grows by, above 1.
  ///   - ways: What else is to be judged, beside the single dimensions and the paper's point.
  ///   - confidence: Of every statement.
  ///   - draws: Of the simulation behind simultaneous intervals.
  /// - Throws: `SearchError.emptySearch(reason:)` where the observations do not determine the surface.
  public init(
    _ observations: [Observation], kind: ScoreKind, growth: Double, ways: [Way] = [],
    confidence: Double = 0.95, draws: Int = 20_000
  ) throws {
    let points = observations.map(\.coordinates)
    guard let fitted = FittedResponse(observations, kind)
    else {
      throw SearchError.emptySearch(
        reason: "\(observations.count) trainings do not determine the "
          + "\(QuadraticSurface.count(dimensions: observations.logRates == nil ? 3 : 4)) coefficients of the surface and their error; "
          + "give the search a larger budget")
    }
    let (response, surface) = (fitted.response, fitted.surface)
    self.observations = observations
    self.response = response
    deviation = fitted.deviation
    self.growth = growth
    self.confidence = confidence
    self.surface = surface
    let sum = log2(growth)
    let optimum = MixtureOptimum(surface, sum: sum)
    best = Way(name: "the best", shares: optimum.best.map { $0 / sum })
    let judged = Way.singleDimensions + [.paper] + ways
    let rivals = RivalIntervals(
      surface, sum: sum, best: best.shares, judged: judged.map(\.shares), confidence: confidence,
      draws: draws)
    rivalIntervals = rivals
    let region = MixtureOptimum.shares(steps: 60).filter { shares in
      Self.canBeBest(shares, optimum, rivals, confidence)
    }
    self.region = region
    let held = region + [best.shares]
    spans = (0..<3).map { axis in
      let values = held.map { $0[axis] }
      return (values.min() ?? 0)...(values.max() ?? 1)
    }
    // A difference on the surface's scale, as one of scores at the best way's level.
    let level = surface.value(at: optimum.best)
    let behind = { (difference: Double) in
      response.score(level) - response.score(level - difference)
    }
    statements = judged.map { way in
      let (least, most) = rivals.behind(way.shares)
      let place = way.shares.map { $0 * sum }
      return Statement(
        way: way, estimate: behind(max(0, level - surface.value(at: place))),
        least: max(0, behind(least)), most: max(0, behind(most)))
    }
    regretBound = max(0, behind(rivals.behind(best.shares).most))
    (effects, gain) = Self.effects(
      surface, response, best: optimum.best, sum: sum, confidence: confidence, draws: draws)
    lackOfFit = LackOfFit(surface.fit, points: observations.map(\.trial))
    cubicPValue = surface.pValue(ofAdding: points.map(Self.cubicTerms))
    path = GrowthPath(surface, observations: points, confidence: confidence)
  }

  /// Whether shares can't be told from the best ones: the slopes there are those of a largest value, and
  /// no way is shown to be better; a surface that bends up has such slopes in several places.
  private static func canBeBest(
    _ shares: [Double], _ optimum: MixtureOptimum, _ rivals: RivalIntervals, _ confidence: Double
  ) -> Bool {
    optimum.canBeBest(shares.map { $0 * optimum.sum }, confidence: confidence) == true
      && rivals.behind(shares).least <= 0
  }

  private static func effects(
    _ surface: QuadraticSurface, _ response: GrowthResponse, best: [Double], sum: Double,
    confidence: Double, draws: Int
  ) -> (effects: [Effect], gain: ClosedRange<Double>) {
    let origin = [0.0, 0, 0]
    let level = surface.value(at: origin)
    let ahead = { (difference: Double) in
      response.score(level + difference) - response.score(level)
    }
    let doublings = (0..<3).map { axis in (0..<3).map { $0 == axis ? 1.0 : 0 } }
    let contrasts = (doublings + [best]).map { surface.contrast($0, minus: origin) }
    let intervals = SimultaneousIntervals(
      surface.fit, for: contrasts, confidence: confidence, draws: draws)
    let spans = contrasts.map { contrast -> ClosedRange<Double> in
      let interval = intervals?.interval(contrast) ?? -.infinity ... .infinity
      return ahead(interval.lowerBound)...ahead(interval.upperBound)
    }
    let dimensions: [ScalingDimension] = [.depth, .width, .resolution]
    let effects = dimensions.enumerated().map { axis, dimension in
      Effect(
        dimension: dimension, value: ahead(surface.fit.value(contrasts[axis])),
        interval: spans[axis])
    }
    return (effects, spans[3])
  }
}

extension GrowthAnswer {
  /// Whether shares can't be told from the best ones, as those of ``region``.
  func canBeBest(_ shares: [Double]) -> Bool {
    Self.canBeBest(
      shares, MixtureOptimum(surface, sum: log2(growth), steps: 1), rivalIntervals, confidence)
  }

  /// A bend less likely than this is one: then the surface is not quadratic, and its optimum means
  /// nothing.
  public static let misfitLevel = 0.01

  /// Whether the surface bends as no quadratic does, beyond the error.
  public var isMisfit: Bool { cubicPValue.map { $0 < Self.misfitLevel } ?? false }

  /// All products of three coordinates.
  private static func cubicTerms(_ point: [Double]) -> [Double] {
    (0..<3).flatMap { first in
      (first..<3).flatMap { second in
        (second..<3).map { point[first] * point[second] * point[$0] }
      }
    }
  }

  /// ``deviation`` in scores, at the best way's level.
  public var scoreDeviation: Double {
    let level = surface.value(at: place(of: best))
    return response.score(level + deviation / 2) - response.score(level - deviation / 2)
  }

  /// What the surface makes of a training that it was fitted to, as a score.
  public func fitted(_ observation: Observation) -> Double {
    response.score(surface.fit.value(observation.terms))
  }

  /// By what to multiply the learning rate of a network that has grown so; 1 where all had the same.
  public func rate(of way: Way) -> Double { exp2(surface.bestFree(at: place(of: way))) }

  /// By what to multiply that of the baseline.
  public var baselineRate: Double { exp2(surface.bestFree(at: [0, 0, 0])) }

  /// The coordinates of a network that has grown so.
  public func place(of way: Way) -> [Double] { way.shares.map { $0 * log2(growth) } }

  /// α, β and γ of shares of the growth in depth, width and resolution; of shares that add up to 1, so
  /// that α · β² · γ² is ``growth``.
  public func coefficients(_ shares: [Double]) -> [Double] {
    let sum = log2(growth)
    return [exp2(shares[0] * sum), exp2(shares[1] * sum / 2), exp2(shares[2] * sum / 2)]
  }

  /// The scaling of a way's shares.
  public func scaling(_ shares: [Double]) throws(ArchitectureError) -> CompoundScaling {
    let values = coefficients(shares)
    return try CompoundScaling(alpha: values[0], beta: values[1], gamma: values[2])
  }

  /// The score that the surface predicts for the mean of trainings of one new network, and the interval
  /// that holds it with ``confidence``.
  ///
  /// - Parameters:
  ///   - coordinates: Of the network.
  ///   - logRate: log₂ of what its learning rate is multiplied by, where the trainings' rates differ.
  /// - Returns: The predicted score and its interval.
  public func prediction(
    at coordinates: [Double], logRate: Double = 0
  ) -> (score: Double, interval: ClosedRange<Double>) {
    let terms = QuadraticSurface.terms(
      surface.freeRange == nil ? coordinates : coordinates + [logRate])
    let value = surface.fit.value(terms)
    let spread = deviation * (1 + max(0, surface.fit.unscaledVariance(terms))).squareRoot()
    let quantile = Distribution.fisherQuantile(
      confidence, numerator: 1, denominator: Double(surface.fit.degrees)
    ).squareRoot()
    return (
      response.score(value),
      response.score(value - quantile * spread)...response.score(value + quantile * spread)
    )
  }

  /// Statements that are not decided; nothing is to be decided of the choice itself.
  public var undecided: [Statement] {
    statements.filter { $0.verdict == .notDecided && $0.way.shares != best.shares }
  }

  /// The ways that a choice is best put beside: the best single dimension but itself, the paper's point,
  /// and whatever is not decided.
  var rivals: [Statement] {
    let single = statements.filter {
      Way.singleDimensions.contains($0.way) && $0.way.shares != best.shares
    }.min { $0.estimate < $1.estimate }
    return statements.filter { statement in
      statement.way == single?.way || statement.way == .paper
        || statement.verdict == .notDecided
    }
  }

  /// By how much the trainings would have to grow to decide about the single dimensions that are
  /// behind by the fitted surface, if its estimates are right; nil where all are decided, or a
  /// difference is too small for any sensible budget.
  public var trainingsToDecide: Double? {
    let open = undecided.filter { Way.singleDimensions.contains($0.way) }
    let factors = open.map { statement in
      let error = statement.most - statement.estimate
      return statement.estimate > 0
        ? (error / statement.estimate) * (error / statement.estimate) : .infinity
    }
    guard let most = factors.max(), most.isFinite, most < 30 else { return nil }
    return max(most, 1.1)
  }
}

extension [GrowthAnswer.Observation] {
  /// log₂ of what each learning rate was multiplied by; nil where all had the same.
  var logRates: [Double]? {
    let rates = compactMap(\.logRate)
    return rates.count == count && Set(rates).count > 1 ? rates : nil
  }
}

/// How far ways to grow are behind the best one, whichever that is: intervals for the differences to
/// all other ways at once, the largest of which bounds the distance from both sides.
private struct RivalIntervals: Sendable {
  private let surface: QuadraticSurface
  private let places: [[Double]]
  private let intervals: SimultaneousIntervals?
  private let sum: Double

  init(
    _ surface: QuadraticSurface, sum: Double, best: [Double], judged: [[Double]],
    confidence: Double, draws: Int
  ) {
    let places = (MixtureOptimum.shares(steps: 10) + [best]).map { $0.map { $0 * sum } }
    let contrasts = (judged + [best]).flatMap { shares in
      let place = shares.map { $0 * sum }
      return places.map { surface.contrast($0, minus: place) }
    }
    intervals = SimultaneousIntervals(
      surface.fit, for: contrasts, confidence: confidence, draws: draws)
    self.surface = surface
    self.places = places
    self.sum = sum
  }

  func behind(_ shares: [Double]) -> (least: Double, most: Double) {
    guard let intervals else { return (0, .infinity) }
    let place = shares.map { $0 * sum }
    let differences = places.map {
      intervals.interval(surface.contrast($0, minus: place))
    }
    return (
      differences.map(\.lowerBound).max() ?? 0, differences.map(\.upperBound).max() ?? .infinity
    )
  }
}

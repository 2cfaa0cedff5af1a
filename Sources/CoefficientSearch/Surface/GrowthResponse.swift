import Foundation
import Statistics
public import Studies

/// The scale on which a response surface is fitted, where effects add, and the way back to scores.
public enum GrowthResponse: String, Hashable, Sendable {
  /// ln(accuracy ÷ (1 − accuracy)): a share near its end moves less for the same cause.
  case logit
  /// −ln(cross-entropy), brought to the logit of accuracy by the line through the trainings: the loss of
  /// all images says more than how many of them are right.
  case logLoss
  /// The score itself.
  case score

  /// Accuracies this near to 0 and 1 count as this near: no finite number of images tells more.
  private static let nearest = 1e-4

  /// The scale for scores of `kind`, where losses are not known.
  public init(_ kind: ScoreKind) {
    self = kind.range == 0...1 ? .logit : .score
  }

  /// Whether scores are shares, told in points of a hundredth.
  public var isShare: Bool { self != .score }

  /// A score on the scale of the surface.
  public func value(_ score: Double) -> Double {
    switch self {
    case .logit, .logLoss:
      let share = min(max(score, Self.nearest), 1 - Self.nearest)
      return log(share / (1 - share))
    case .score: return score
    }
  }

  /// The score of a fitted value.
  public func score(_ value: Double) -> Double {
    switch self {
    case .logit, .logLoss: 1 / (1 + exp(-value))
    case .score: value
    }
  }
}

/// A surface on the scale that tells most: where trainings have losses, that of accuracy or of loss,
/// whichever the surface explains better.
struct FittedResponse {
  let response: GrowthResponse
  let surface: QuadraticSurface
  /// The standard deviation of the trainings' scores about the surface, on its scale.
  let deviation: Double

  /// Nil where the observations do not determine the surface and an error.
  init?(_ observations: [GrowthAnswer.Observation], _ kind: ScoreKind) {
    let points = observations.map(\.coordinates)
    let plain = GrowthResponse(kind)
    let scores = observations.map { plain.value(kind.merit($0.score)) }
    let rates = observations.logRates
    guard let surface = QuadraticSurface(points: points, free: rates, values: scores),
      surface.fit.degrees > 0
    else { return nil }
    var (response, best) = (plain, surface)
    if plain == .logit, let values = Self.byLoss(observations, scores),
      let other = QuadraticSurface(points: points, free: rates, values: values),
      other.fit.explainedShare > best.fit.explainedShare
    {
      (response, best) = (.logLoss, other)
    }
    self.response = response
    self.surface = best
    let squares = zip(observations, scores).reduce(0) { sum, pair in
      let residual = pair.1 - best.fit.value(pair.0.terms)
      return sum + residual * residual
    }
    deviation = (squares / Double(best.fit.degrees)).squareRoot()
  }

  /// −ln of the losses on the scale of `scores`; nil where a loss is missing, or losses and scores do
  /// not go together.
  private static func byLoss(
    _ observations: [GrowthAnswer.Observation], _ scores: [Double]
  ) -> [Double]? {
    let losses = observations.compactMap(\.loss).filter { $0 > 0 && $0.isFinite }
    guard losses.count == scores.count else { return nil }
    let logs = losses.map { -log($0) }
    guard let line = LeastSquares(rows: logs.map { [1, $0] }, values: scores),
      line.coefficients[1] > 0, line.explainedShare > 0.5
    else { return nil }
    return logs.map { line.value([1, $0]) }
  }
}

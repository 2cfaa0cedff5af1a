import Foundation
import Studies

/// How accuracy and a cost become one number to maximise.
public struct Reward: Hashable, Sendable, Codable {
  /// The exponent of cost ÷ target where the cost is at or below the target.
  public var alpha: Double
  /// The exponent where the cost is above the target.
  public var beta: Double
  /// The cost to aim at, in the unit of the cost.
  public var target: Double

  /// MnasNet's form: accuracy · (cost ÷ target)^w with w = `alpha` up to the target and `beta`
  /// beyond it (arXiv:1807.11626, equations 2 and 3).
  ///
  /// - Throws: `SearchError.invalidDefinition(place:message:)` when the target is not positive
  ///   or an exponent is not finite.
  public init(alpha: Double, beta: Double, target: Double) throws {
    guard target > 0, target.isFinite else {
      throw SearchError.invalidDefinition(
        place: "objective.target", message: "found \(target), expected a number above 0")
    }
    guard alpha.isFinite, beta.isFinite else {
      throw SearchError.invalidDefinition(
        place: "objective", message: "found the exponents \(alpha) and \(beta), expected numbers")
    }
    self.alpha = alpha
    self.beta = beta
    self.target = target
  }

  public init(from decoder: any Decoder) throws {
    let container = try decoder.container(keyedBy: CodingKeys.self)
    try self.init(
      alpha: container.decode(Double.self, forKey: .alpha),
      beta: container.decode(Double.self, forKey: .beta),
      target: container.decode(Double.self, forKey: .target))
  }

  /// Named forms, each giving the exponents at and below, and above, the target.
  public enum Form: String, CaseIterable, Hashable, Sendable, Codable {
    /// EfficientNet's w = −0.07 on both sides: doubling the cost must buy 5 % of accuracy.
    case soft
    /// MnasNet's hard constraint (0, −1): accuracy alone below the target, a steep loss above.
    case hard
    /// Accuracy alone; the cost counts for budgets and the front only.
    case accuracy

    /// The exponents (α, β).
    public var exponents: (alpha: Double, beta: Double) {
      switch self {
      case .soft: (-0.07, -0.07)
      case .hard: (0, -1)
      case .accuracy: (0, 0)
      }
    }
  }

  /// The reward of `form` at `target`.
  public init(_ form: Form, target: Double) throws {
    let (alpha, beta) = form.exponents
    try self.init(alpha: alpha, beta: beta, target: target)
  }

  /// The reward of a candidate with `score` and `cost`.
  public func callAsFunction(score: Double, cost: Double) -> Double {
    score * pow(cost / target, cost <= target ? alpha : beta)
  }
}

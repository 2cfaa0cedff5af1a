import Foundation
public import Studies

/// The scale on which a response surface is fitted, where effects add, and the way back to scores.
public enum GrowthResponse: String, Hashable, Sendable {
  /// ln(accuracy ÷ (1 − accuracy)): a share near its end moves less for the same cause.
  case logit
  /// The score itself.
  case score

  /// Accuracies this near to 0 and 1 count as this near: no finite number of images tells more.
  private static let nearest = 1e-4

  /// The scale for scores of `kind`.
  public init(_ kind: ScoreKind) {
    self = kind.range == 0...1 ? .logit : .score
  }

  /// What the surface is fitted to.
  public func value(_ score: Double) -> Double {
    switch self {
    case .logit:
      let share = min(max(score, Self.nearest), 1 - Self.nearest)
      return log(share / (1 - share))
    case .score: return score
    }
  }

  /// The score of a fitted value.
  public func score(_ value: Double) -> Double {
    switch self {
    case .logit: 1 / (1 + exp(-value))
    case .score: value
    }
  }
}

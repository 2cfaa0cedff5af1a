/// What a score measures: its name, which of two is better, which can be, and how it is written.
public struct ScoreKind: Hashable, Sendable {
  /// Which of two scores is better.
  public enum Direction: Hashable, Sendable {
    /// The larger one, as of an accuracy.
    case higherIsBetter
    /// The smaller one, as of a loss.
    case lowerIsBetter
  }

  /// How scores are written for people.
  public enum Notation: Hashable, Sendable {
    /// A share of one, as a percentage.
    case percent
    /// As a number with decimals.
    case decimals
  }

  /// The key of machine-readable tables.
  public let key: String
  /// The title of a column.
  public let title: String
  /// The name within a sentence, before a number: `top-1 61.2 %`.
  public let label: String
  /// What is measured, within a sentence: `accuracy and cost`.
  public let quantity: String
  /// Which of two scores is better.
  public let direction: Direction
  /// The scores that there can be; all finite ones besides.
  public let range: ClosedRange<Double>
  /// How scores are written for people.
  public let notation: Notation

  /// - Parameters:
  ///   - key: of machine-readable tables.
  ///   - title: of a column; the key where nil.
  ///   - label: stands before a number in a sentence; the key where nil.
  ///   - quantity: what is measured; the key where nil.
  ///   - direction: which of two scores is better.
  ///   - range: the scores that there can be, of the finite ones.
  ///   - notation: how scores are written for people.
  public init(
    key: String, title: String? = nil, label: String? = nil, quantity: String? = nil,
    direction: Direction = .higherIsBetter,
    range: ClosedRange<Double> = -.infinity ... .infinity, notation: Notation = .decimals
  ) {
    self.key = key
    self.title = title ?? key
    self.label = label ?? key
    self.quantity = quantity ?? key
    self.direction = direction
    self.range = range
    self.notation = notation
  }

  /// The share of held-out images that are classified right.
  public static let top1 = ScoreKind(
    key: "top1", title: "Top-1", label: "top-1", quantity: "accuracy", range: 0...1,
    notation: .percent)

  /// A score without training; it may be any number.
  public static func zeroCost(_ score: ZeroCostScore) -> ScoreKind {
    // A count has a column of its own name already.
    let isCount = [.parameters, .multiplyAdds].contains(score)
    return ScoreKind(
      key: isCount ? "\(score.rawValue)Score" : score.rawValue, title: score.rawValue,
      label: score.rawValue, quantity: score.rawValue)
  }

  /// A number that is the larger the better the score.
  public func merit(_ value: Double) -> Double {
    switch direction {
    case .higherIsBetter: value
    case .lowerIsBetter: -value
    }
  }
}

/// What a candidate reached: a number and what it means.
public struct Score: Hashable, Sendable {
  /// What the number means.
  public let kind: ScoreKind
  /// Finite, and within the kind's range.
  public let value: Double

  /// The one way for a score into a search, whatever gave it.
  ///
  /// - Throws: ``EvaluationFailure`` for a number that is not finite, or outside the kind's range.
  public init(_ kind: ScoreKind, _ value: Double) throws(EvaluationFailure) {
    guard value.isFinite else {
      throw EvaluationFailure(
        cause: "no finite score", detail: "found \(kind.label) \(value), expected \(kind.expected)")
    }
    guard kind.range.contains(value) else {
      throw EvaluationFailure(
        cause: "impossible score",
        detail: "found \(kind.label) \(value), expected \(kind.expected)"
          + (kind.notation == .percent && (1...100).contains(value)
            ? " (\(value / 100), if it is a percentage)" : ""))
    }
    self.kind = kind
    self.value = value
  }
}

extension ScoreKind {
  /// The possible scores in words.
  fileprivate var expected: String {
    switch (range.lowerBound.isFinite, range.upperBound.isFinite) {
    case (true, true): "\(range.lowerBound) to \(range.upperBound)"
    case (true, false): "\(range.lowerBound) or more"
    case (false, true): "\(range.upperBound) or less"
    case (false, false): "a finite number"
    }
  }
}

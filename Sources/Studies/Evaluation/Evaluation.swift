/// What an evaluator found.
public struct Evaluation: Hashable, Sendable {
  /// What the candidate reached.
  public var score: Score
  /// Loss on the held-out images, where there is one.
  public var loss: Double?
  /// Further figures by name, recorded as they are.
  public var measures: [String: Double]
  /// What it had reached on the way, by epochs.
  public var curve: [CurvePoint]
  /// Whether it was ended early, as it lagged behind earlier trainings (``EvaluationRequest/bar``).
  public var isPruned = false

  /// Makes an evaluation from a score and what else was measured.
  public init(
    _ score: Score, loss: Double? = nil, measures: [String: Double] = [:], curve: [CurvePoint] = []
  ) {
    self.score = score
    self.loss = loss
    self.measures = measures
    self.curve = curve
  }

  /// A training that was ended early: its score is the last that it reported.
  ///
  /// - Parameters:
  ///   - curve: What it had reported, to its end; not empty.
  ///   - kind: What its scores are.
  /// - Throws: As ``Score/init(_:_:)``.
  public init(pruned curve: [CurvePoint], _ kind: ScoreKind) throws {
    self.init(try Score(kind, curve[curve.count - 1].score), curve: curve)
    isPruned = true
  }

  /// The evaluation as it would have been had it been ended where it fell below a bar.
  ///
  /// What an evaluator notices, and when, depends on clocks; where the curve falls below does not.
  ///
  /// - Parameter bar: The bar; nil leaves the evaluation as it is.
  /// - Returns: This evaluation, or a shorter one.
  package func ended(at bar: PruningBar?) -> Evaluation {
    guard let count = bar?.end(of: curve),
      let shorter = try? Evaluation(pruned: Array(curve.prefix(count)), score.kind)
    else { return self }
    return shorter
  }
}

/// What an evaluator found.
public struct Evaluation: Hashable, Sendable {
  /// What the candidate reached.
  public var score: Score
  /// Loss on the held-out images, where there is one.
  public var loss: Double?
  /// Further figures by name, recorded as they are.
  public var measures: [String: Double]

  /// Makes an evaluation from a score and what else was measured.
  public init(_ score: Score, loss: Double? = nil, measures: [String: Double] = [:]) {
    self.score = score
    self.loss = loss
    self.measures = measures
  }
}

import Foundation
import Studies

/// How an evaluation ended on a node, as it stands in a file; one that failed by itself has a result,
/// too.
struct ClusterResult: Codable, Sendable {
  private var score: Double?
  private var loss: String?
  private var measures: [String: Double]?
  private var curve: [CurvePoint]?
  private var isPruned: Bool?
  private var cause: String?
  private var detail: String?
  /// What it took the node.
  let seconds: Double

  init(_ evaluation: Evaluation, seconds: Double) {
    score = evaluation.score.value
    // Written as text: JSON has no word for a loss that is not finite.
    loss = evaluation.loss.map { "\($0)" }
    measures = evaluation.measures.filter(\.value.isFinite)
    curve = evaluation.curve
    isPruned = evaluation.isPruned
    self.seconds = seconds
  }

  init(_ failure: EvaluationFailure, seconds: Double = 0) {
    (cause, detail) = (failure.cause, failure.detail)
    self.seconds = seconds
  }

  /// What the evaluator found.
  ///
  /// - Parameter kind: What its scores are.
  /// - Returns: The evaluation.
  /// - Throws: `EvaluationFailure` where the candidate failed.
  func evaluation(scoredBy kind: ScoreKind) throws -> Evaluation {
    guard let score else {
      throw EvaluationFailure(cause: cause ?? "no result", detail: detail ?? "")
    }
    var evaluation = Evaluation(
      try Score(kind, score), loss: loss.flatMap(Double.init), measures: measures ?? [:],
      curve: curve ?? [])
    evaluation.isPruned = isPruned ?? false
    return evaluation
  }
}

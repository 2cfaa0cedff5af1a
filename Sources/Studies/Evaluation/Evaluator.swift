/// Scores candidates: the proxy trainer, a zero-cost score, a command of the user's, or a table.
///
/// A search calls it from several threads at once, one call per training. The result must depend on
/// the request alone.
public protocol Evaluator: Sendable {
  /// Trains or scores one candidate.
  ///
  /// Runs on a thread of its own and may block. It should look at `control.isCancelled` often, and
  /// throw `CancellationError` then; nothing is recorded in that case.
  ///
  /// - Throws: ``EvaluationFailure`` when the candidate failed: the failure is recorded and the
  ///   search goes on. Any other error is recorded in the same way, under its own description.
  func evaluate(_ request: EvaluationRequest, control: EvaluationControl) throws -> Evaluation
}

/// Scores candidates: the proxy trainer, a zero-cost score, a command of the user's, or a table.
///
/// A search asks for several evaluations at once, one call per training, but no more than
/// ``capacity``. The result must depend on the request alone.
public protocol Evaluator: Sendable {
  /// How many evaluations it can carry out side by side, at least 1; `Int.max` where only the caller
  /// knows.
  var capacity: Int { get }

  /// Trains or scores one candidate.
  ///
  /// Work that blocks belongs on a thread of its own: callers share few. Once `control.isCancelled`,
  /// or its task is cancelled, it should soon throw `CancellationError`; nothing is recorded then,
  /// and what it has left in `request.folder` is there when the same training is asked for again.
  ///
  /// - Throws: ``EvaluationFailure`` when the candidate failed: the failure is recorded and the
  ///   search goes on. Any other error is recorded in the same way, under its own description.
  func evaluate(_ request: EvaluationRequest, control: EvaluationControl) async throws -> Evaluation

  /// Takes note that the end of a training is in the journal, so that it is never asked for again:
  /// what would only have served to go on with it can go.
  func recorded(_ request: EvaluationRequest)
}

extension Evaluator {
  public func recorded(_ request: EvaluationRequest) {}
}

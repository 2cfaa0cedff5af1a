/// A candidate that could not be scored.
public struct EvaluationFailure: Error, Hashable, Sendable, CustomStringConvertible {
  /// The kind of failure in a few words, equal for equal causes: `diverged`, `exit code 1`.
  ///
  /// Several in a row stop the search.
  public var cause: String
  /// Where and with which numbers it happened: step, last loss, last lines of output.
  public var detail: String

  /// Makes a failure from its cause, equal for equal causes, and its circumstances.
  public init(cause: String, detail: String) {
    self.cause = cause
    self.detail = detail
  }

  /// Any error that ended an evaluation: a failure as it is, another under its own description.
  package init(_ error: any Error) {
    self =
      error as? EvaluationFailure
      ?? EvaluationFailure(cause: "\(type(of: error))", detail: "\(error)")
  }

  public var description: String { "\(cause): \(detail)" }
}

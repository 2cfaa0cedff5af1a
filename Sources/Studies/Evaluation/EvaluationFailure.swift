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

  public var description: String { "\(cause): \(detail)" }
}

import Synchronization

/// The line between a running evaluation and its search: progress up, cancellation down.
public final class EvaluationControl: Sendable {
  private let state: Mutex<State>
  private let cancellation: SearchCancellation

  private struct State {
    var fraction = 0.0
    var note = ""
  }

  public init(cancellation: SearchCancellation = SearchCancellation()) {
    self.cancellation = cancellation
    state = Mutex(State())
  }

  /// Whether the search was asked to stop.
  public var isCancelled: Bool { cancellation.isCancelled }

  /// Reports how much of the evaluation is done, in `0 ... 1`, and a few words about it.
  public func report(fraction: Double, note: String = "") {
    state.withLock { $0 = State(fraction: min(max(fraction, 0), 1), note: note) }
  }

  var progress: (fraction: Double, note: String) {
    state.withLock { ($0.fraction, $0.note) }
  }
}

public import Architectures
import Synchronization

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

/// One training to do: a network at proxy scale with everything that its result depends on.
public struct EvaluationRequest: Hashable, Sendable {
  /// The trial that the training belongs to.
  public var trial: Int
  /// The candidate in one line, for messages.
  public var candidate: String
  /// The network to train, at proxy scale.
  public var architecture: Architecture
  public var epochs: Int
  /// Seed of initialisation, data order and augmentation. Equal seeds for different candidates
  /// are the common random numbers that make their difference precise.
  public var seed: UInt64
  /// A folder for files that the training keeps between runs, its own for each training.
  public var checkpointFolder: String

  /// - Parameter checkpoints: The folder in which each training has one of its own.
  public init(
    trial: Int, candidate: String, architecture: Architecture, epochs: Int, seed: UInt64,
    checkpoints: String
  ) {
    self.trial = trial
    self.candidate = candidate
    self.architecture = architecture
    self.epochs = epochs
    self.seed = seed
    checkpointFolder = "\(checkpoints)/\(trial)-\(epochs)-\(seed)"
  }
}

/// What an evaluator found.
public struct Evaluation: Hashable, Sendable {
  /// Top-1 accuracy in `0 ... 1`, or another score where larger is better.
  public var accuracy: Double
  /// Loss on the held-out images, where there is one.
  public var loss: Double?
  /// Further figures by name, recorded as they are.
  public var measures: [String: Double]

  public init(accuracy: Double, loss: Double? = nil, measures: [String: Double] = [:]) {
    self.accuracy = accuracy
    self.loss = loss
    self.measures = measures
  }
}

/// A candidate that could not be scored.
public struct EvaluationFailure: Error, Hashable, Sendable, CustomStringConvertible {
  /// The kind of failure in a few words, equal for equal causes: `diverged`, `exit code 1`. Several
  /// in a row stop the search.
  public var cause: String
  /// Where and with which numbers it happened: step, last loss, last lines of output.
  public var detail: String

  public init(cause: String, detail: String) {
    self.cause = cause
    self.detail = detail
  }

  public var description: String { "\(cause): \(detail)" }
}

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

/// A request to stop a search; may be made from any thread, a signal handler's included.
public final class SearchCancellation: Sendable {
  private let flag = Atomic<Bool>(false)

  public init() {}

  public var isCancelled: Bool { flag.load(ordering: .relaxed) }

  public func cancel() { flag.store(true, ordering: .relaxed) }
}

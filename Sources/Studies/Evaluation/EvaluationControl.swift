import Synchronization

/// The line between a running evaluation and its search: progress up, cancellation down.
public final class EvaluationControl: Sendable {
  private let state = Mutex(EvaluationProgress())
  private let isStopped = Atomic<Bool>(false)
  private let cancellation: SearchCancellation
  private let epochs: Int
  private let observe: @Sendable (EvaluationProgress) -> Void

  /// - Parameters:
  ///   - epochs: the length of the training, by which epochs become a fraction.
  ///   - cancellation: the search's; the evaluation alone can be stopped with ``cancel()``.
  ///   - observe: called after each report, where it was made.
  public init(
    epochs: Int = 1, cancellation: SearchCancellation = SearchCancellation(),
    observe: @escaping @Sendable (EvaluationProgress) -> Void = { _ in }
  ) {
    self.epochs = epochs
    self.cancellation = cancellation
    self.observe = observe
  }

  /// Whether the evaluation, its task or the whole search was asked to stop.
  public var isCancelled: Bool {
    isStopped.load(ordering: .relaxed) || cancellation.isCancelled || Task.isCancelled
  }

  /// Asks this evaluation to stop.
  public func cancel() { isStopped.store(true, ordering: .relaxed) }

  /// Reports how much of the evaluation is done, in `0 ... 1`.
  public func report(fraction: Double) {
    update { $0.fraction = min(max(fraction, 0), 1) }
  }

  /// Reports what the candidate has reached so far, after `epoch` epochs.
  public func report(epoch: Double, score: Score?) {
    update {
      $0.fraction = min(max(epoch / Double(max(1, epochs)), 0), 1)
      if let score { $0.latest = (epoch, score) }
    }
  }

  /// The last report.
  public var progress: EvaluationProgress { state.withLock { $0 } }

  private func update(_ change: (inout EvaluationProgress) -> Void) {
    let progress = state.withLock { state in
      change(&state)
      return state
    }
    observe(progress)
  }
}

/// How far an evaluation is.
public struct EvaluationProgress: Sendable {
  /// The part that is done, in `0 ... 1`.
  public var fraction = 0.0
  /// What the candidate had reached last, and after how many epochs.
  public var latest: (epoch: Double, score: Score)?

  /// Makes the progress of an evaluation that has not begun.
  public init() {}
}

import Synchronization

/// The line between a running evaluation and its search: progress up, cancellation down.
public final class EvaluationControl: Sendable {
  private let state = Mutex(EvaluationProgress())
  private let isStopped = Atomic<Bool>(false)
  private let cancellation: SearchCancellation
  private let epochs: Int
  private let bar: PruningBar?
  private let observe: @Sendable (EvaluationProgress) -> Void

  /// - Parameters:
  ///   - epochs: the length of the training, by which epochs become a fraction.
  ///   - bar: what the training must have reached to go on; nil where it is never ended early.
  ///   - cancellation: the search's; the evaluation alone can be stopped with ``cancel()``.
  ///   - observe: called after each report, where it was made.
  public init(
    epochs: Int = 1, bar: PruningBar? = nil,
    cancellation: SearchCancellation = SearchCancellation(),
    observe: @escaping @Sendable (EvaluationProgress) -> Void = { _ in }
  ) {
    self.epochs = epochs
    self.bar = bar
    self.cancellation = cancellation
    self.observe = observe
  }

  /// Whether the evaluation, its task or the whole search was asked to stop.
  public var isCancelled: Bool {
    isStopped.load(ordering: .relaxed) || cancellation.isCancelled || Task.isCancelled
  }

  /// Asks this evaluation to stop.
  public func cancel() { isStopped.store(true, ordering: .relaxed) }

  /// Reports how much of the evaluation is done, in `0 ... 1`, and how many images it trains per second
  /// where that is known.
  public func report(fraction: Double, imagesPerSecond: Double? = nil) {
    update { progress in
      progress.fraction = min(max(fraction, 0), 1)
      progress.imagesPerSecond = imagesPerSecond ?? progress.imagesPerSecond
    }
  }

  /// Reports what the candidate has reached so far, after `epoch` epochs; said twice, the later counts.
  public func report(epoch: Double, score: Score?) {
    update { progress in
      // What is told anew after a resumption lies behind what is done.
      progress.fraction = min(max(epoch / Double(max(1, epochs)), progress.fraction), 1)
      guard let score else { return }
      progress.kind = score.kind
      progress.curve.removeAll { $0.epoch >= epoch }
      progress.curve.append(CurvePoint(epoch: epoch, score: score.value))
    }
  }

  /// What the candidate has reported, in ascending order of epochs.
  public var curve: [CurvePoint] { progress.curve }

  /// The evaluation as it has ended by lagging behind the bar of its request; nil while it may go on.
  public var pruned: Evaluation? {
    guard let bar else { return nil }
    let progress = progress
    guard let count = bar.end(of: progress.curve), let kind = progress.kind else { return nil }
    return try? Evaluation(pruned: Array(progress.curve.prefix(count)), kind)
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
  /// Images that are trained per second; nil where that was not told.
  public var imagesPerSecond: Double?
  /// What the candidate had reached, in ascending order of epochs.
  public var curve: [CurvePoint] = []
  /// What the scores of the curve are; nil while it is empty.
  public var kind: ScoreKind?

  /// Makes the progress of an evaluation that has not begun.
  public init() {}
}

/// Settings of a run that change how long it takes, never what comes out.
public struct RunOptions: Sendable {
  /// How many trainings run side by side, as far as the evaluator can.
  public var workers: Int
  /// So many failures of the same cause in a row, in the order of trials, stop the search.
  public var failureLimit: Int
  /// Whether trainings that are recorded as failed are tried again.
  public var retriesFailed: Bool
  /// What stops the run at the next safe place.
  public var cancellation: SearchCancellation
  /// Called by the task that runs the search, after each training and about four times a second.
  public var progress: @Sendable (SearchProgress) -> Void

  /// Makes options; fewer than one worker count as one.
  public init(
    workers: Int = 1, failureLimit: Int = 3, retriesFailed: Bool = false,
    cancellation: SearchCancellation = SearchCancellation(),
    progress: @escaping @Sendable (SearchProgress) -> Void = { _ in }
  ) {
    self.workers = max(1, workers)
    self.failureLimit = failureLimit
    self.retriesFailed = retriesFailed
    self.cancellation = cancellation
    self.progress = progress
  }
}

/// What a driver asks of a cluster.
protocol Scheduler: Sendable {
  /// The most tasks of an array job.
  func mostTasks() -> Int

  /// Submits an array job.
  ///
  /// - Parameters:
  ///   - script: The file that each task runs.
  ///   - job: What the job is called.
  ///   - tasks: How many tasks there are, numbered from 0.
  ///   - sideBySide: How many run at most at the same time.
  ///   - log: Where what a task writes goes, `%a` standing for its number.
  /// - Throws: ``SchedulerRefusal`` in the scheduler's own words.
  func submit(
    script: String, job: String, tasks: Int, sideBySide: Int, log: String
  ) throws(SchedulerRefusal)

  /// The user's tasks that wait or run; nil where the scheduler does not answer, which says nothing of
  /// them.
  func queue() -> [QueuedTask]?

  /// Cancels tasks by what the scheduler calls them.
  func cancel(_ identifiers: [String])

  /// Cancels whole jobs by their names.
  func cancel(jobs: [String])
}

/// A submission that the scheduler did not take.
struct SchedulerRefusal: Error, Hashable {
  let reason: String
  /// Whether no wait and no smaller job mends it, such as a partition that there is not.
  var isFinal = false
}

import ArgumentParser
import Studies

/// Options of every command that runs a search; none of them changes a result.
struct RunArguments: ParsableArguments {
  @OptionGroup var processors: ThreadsOption

  @Option(
    help: """
      Trainings side by side; changes how long it takes, never the result. (default: one for each \
      thread, but no more than the search can use, and one where a command evaluates)
      """)
  var workers: Int?

  @Flag(help: "Try again what is recorded as failed.")
  var retryFailed = false

  @Flag(name: .customLong("no-report"), help: "Don't write report.html into the study's folder.")
  var hasNoReport = false

  func validate() throws {
    if let workers, workers < 1 {
      throw ValidationError("--workers \(workers): expected 1 or more")
    }
  }

  var threads: Int { processors.threads }

  /// Small networks are too little work to share: two trainings of one thread each get through 1.7
  /// times the images of one training with two.
  var trainings: Int { workers ?? threads }

  var threadsPerTraining: Int { max(1, threads / trainings) }

  /// Refuses more workers than `evaluator` can have.
  func check(_ evaluator: any Evaluator) throws {
    if let workers, workers > evaluator.capacity {
      throw ValidationError(
        "--workers \(workers): expected 1 to \(evaluator.capacity), as many as the evaluator can "
          + "carry out side by side with these --threads")
    }
  }

  /// The same, with at most so many trainings side by side where the user did not say.
  ///
  /// - Parameters:
  ///   - trainings: As many as the search can use.
  ///   - tasks: As many as a cluster carries out; nil where threads here do.
  /// - Returns: The arguments with a number of workers.
  func limited(to trainings: Int, of tasks: Int? = nil) -> Self {
    var limited = self
    limited.workers = workers ?? min(tasks ?? threads, trainings)
    return limited
  }
}

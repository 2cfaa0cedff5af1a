import Files

/// Carries out a plan: evaluations run side by side, records are made one at a time.
package struct StudyRunner {
  private typealias Events = ThrowingTaskGroup<Event, any Error>

  private let study: Study
  private let evaluator: any Evaluator
  private let options: RunOptions
  private let workers: Int
  private var results: RecordedResults
  private var failures: FailureStreak
  private var running: [TrainingKey: RunningEvaluation] = [:]
  private let start = ContinuousClock.now
  /// The last progress report that looked at all that runs, and when.
  private var reported: SearchProgress?
  private var nextLook = ContinuousClock.now
  private var finishedNow = 0
  private var effort = WorkEffort()

  package init(study: Study, evaluator: any Evaluator, options: RunOptions) {
    self.study = study
    self.evaluator = evaluator
    self.options = options
    workers = max(1, min(options.workers, evaluator.capacity))
    results = RecordedResults(
      study.records.filter { !options.retriesFailed || $0.status != .failed })
    failures = FailureStreak(limit: options.failureLimit)
  }

  /// Runs `plan` to its end.
  ///
  /// - Throws: ``SearchError/interrupted`` after a cancellation, the task's included,
  ///   ``SearchError/repeatedFailure(cause:detail:trials:)``,
  ///   ``SearchError/nothingSucceeded(_:)``, or an error of the study's files.
  ///   Whatever was finished before is in the journal.
  package mutating func run(_ plan: inout some WorkPlan) async throws -> RecordedResults {
    try await withThrowingTaskGroup(of: Event.self) { group in
      group.addTask { [cancellation = options.cancellation] in
        await cancellation.requested()
        return .stop
      }
      Self.tick(&group)
      do {
        try await runToEnd(&plan, &group)
        group.cancelAll()
      } catch {
        // Evaluations must not outlive the search. What they have finished meanwhile still counts;
        // should the journal be the trouble, the error at hand is the one to report.
        group.cancelAll()
        while !running.isEmpty, case let event? = try? await group.next() {
          guard case .ended(let key, let record) = event else { continue }
          let ended = running.removeValue(forKey: key)
          guard let record, let ended, (try? study.append(record)) != nil else { continue }
          evaluator.recorded(ended.request)
        }
        throw error
      }
    }
    if let failures = FailureSummary(results), failures.failures == failures.trainings {
      throw SearchError.nothingSucceeded(failures)
    }
    return results
  }

  private mutating func runToEnd(_ plan: inout some WorkPlan, _ group: inout Events) async throws {
    var isPlanned = false
    while !isPlanned || !running.isEmpty {
      if options.cancellation.isCancelled || Task.isCancelled { throw SearchError.interrupted }
      if !isPlanned { isPlanned = try startWork(&plan, &group) }
      if running.isEmpty { continue }
      switch try await group.next() {
      case .ended(let key, let record):
        try take(record, for: key, plan)
      case .tick:
        if running.count <= Self.fewRunning || ContinuousClock.now >= nextLook {
          report(latest: nil, plan)
        }
        Self.tick(&group)
      case .stop, nil:
        throw SearchError.interrupted
      }
    }
  }

  /// Asks for the next progress report.
  private static func tick(_ group: inout Events) {
    group.addTask {
      try? await Task.sleep(for: .milliseconds(250))
      return .tick
    }
  }

  /// Starts trainings until all workers are busy or the plan waits; returns whether it is done.
  private mutating func startWork(
    _ plan: inout some WorkPlan, _ group: inout Events
  ) throws -> Bool {
    while running.count < workers {
      switch try plan.next(results) {
      case .done:
        return true
      case .wait:
        precondition(!running.isEmpty, "the plan waits for a training that does not run")
        return false
      case .note(let note):
        if let recorded = results.notes[note.trial] {
          try check(recorded, against: note)
        } else {
          try study.append(note)
          results.insert(note)
        }
      case .train(let request, let record):
        let key = TrainingKey(trial: request.trial, epochs: request.epochs, seed: request.seed)
        failures.expect(key)
        let cost = plan.effort(of: request, record: record)
        effort.plan(cost)
        if let recorded = results[key] {
          effort.finish(cost)
          try check(recorded, against: record)
          // Should the last run have been killed between the journal and this.
          evaluator.recorded(request)
          try failures.note(recorded, for: key)
        } else {
          launch(request, record: record, key: key, effort: cost, &group)
        }
      }
    }
    return false
  }

  private func check(_ recorded: TrialRecord, against planned: TrialRecord) throws {
    guard recorded.candidate != planned.candidate else { return }
    throw SearchError.unrepeatable(
      path: study.folder, trial: planned.trial, recorded: recorded.candidate,
      proposed: planned.candidate)
  }

  private mutating func launch(
    _ request: EvaluationRequest, record: TrialRecord, key: TrainingKey, effort: Double,
    _ group: inout Events
  ) {
    let control = EvaluationControl(
      epochs: request.epochs, bar: request.bar, cancellation: options.cancellation)
    running[key] = RunningEvaluation(request: request, control: control, effort: effort)
    group.addTask { [evaluator] in
      let start = ContinuousClock.now
      var record = record
      (record.epochs, record.seed) = (request.epochs, request.seed)
      do {
        let evaluation = try await withTaskCancellationHandler {
          try await evaluator.evaluate(request, control: control)
        } onCancel: {
          control.cancel()
        }
        record.take(evaluation.ended(at: request.bar))
      } catch is CancellationError {
        return .ended(key, nil)
      } catch {
        if let trouble = SearchError(unwritable: error) { throw trouble }
        record.take(error)
      }
      record.seconds = (ContinuousClock.now - start).seconds
      return .ended(key, record)
    }
  }

  private mutating func take(
    _ record: TrialRecord?, for key: TrainingKey, _ plan: some WorkPlan
  ) throws {
    let ended = running.removeValue(forKey: key)
    guard let record else { throw SearchError.interrupted }
    try study.append(record)
    if let ended {
      effort.finish(ended.effort)
      evaluator.recorded(ended.request)
    }
    results.insert(record)
    finishedNow += 1
    report(latest: record, plan)
    try failures.note(record, for: key)
  }

  private mutating func report(latest: TrialRecord?, _ plan: some WorkPlan) {
    let now = ContinuousClock.now
    if var progress = reported, running.count > Self.fewRunning, latest != nil,
      now < nextLook
    {
      // Of thousands that run, and of the best among as many, the last look will do.
      progress.finishedTrainings = results.trainings.count
      progress.finishedNow = finishedNow
      progress.elapsed = (now - start).seconds
      progress.latest = latest
      options.progress(progress)
      return
    }
    let current = running.sorted { $0.key < $1.key }.map {
      (
        candidate: $0.value.request.candidate, epochs: $0.value.request.epochs,
        progress: $0.value.control.progress
      )
    }
    let progress = SearchProgress(
      finishedTrainings: results.trainings.count,
      expectedTrainings: plan.expectedTrainings(results),
      finishedNow: finishedNow,
      fraction: effort.fraction(
        running: running.values.reduce(0) { $0 + $1.effort * $1.control.progress.fraction },
        of: plan.expectedEffort, trainings: plan.expectedTrainings(results)),
      running: current, best: plan.leader(results),
      elapsed: (now - start).seconds, latest: latest)
    options.progress(progress)
    reported = progress
    let cost = ContinuousClock.now - now
    nextLook = ContinuousClock.now + max(Self.lookInterval, cost * 50)
  }

  /// So many trainings are looked at whenever one ends.
  private static let fewRunning = 64
  /// The time between two looks at more, at least.
  private static let lookInterval = Duration.seconds(1)
}

/// An evaluation under way.
private struct RunningEvaluation {
  let request: EvaluationRequest
  let control: EvaluationControl
  let effort: Double
}

/// What a run's trainings cost, in the plan's unit.
private struct WorkEffort {
  private var finished = 0.0
  private var planned = (sum: 0.0, count: 0)

  mutating func plan(_ effort: Double) {
    planned = (planned.sum + effort, planned.count + 1)
  }

  mutating func finish(_ effort: Double) { finished += effort }

  /// The part that is done; where the whole is not known, all cost as much as those so far.
  func fraction(running: Double, of expected: Double?, trainings: Int) -> Double {
    let mean = planned.sum / Double(max(1, planned.count))
    // No less than is planned already, should the plan's own estimate be short.
    let whole = max(expected ?? mean * Double(trainings), planned.sum)
    return whole > 0 ? min(1, (finished + running) / whole) : 0
  }
}

/// What a run waits for.
private enum Event: Sendable {
  /// A training ended; no record when it was cancelled.
  case ended(TrainingKey, TrialRecord?)
  /// It is time for a progress report.
  case tick
  /// The search is to stop.
  case stop
}

extension TrialRecord {
  fileprivate mutating func take(_ evaluation: Evaluation) {
    status = evaluation.isPruned ? .pruned : .finished
    score = evaluation.score.value
    // A single point is the score once more.
    if evaluation.isPruned || evaluation.curve.count > 1 { curve = evaluation.curve }
    if evaluation.isPruned, let epoch = evaluation.curve.last?.epoch {
      let isWhole = epoch == epoch.rounded() && epoch < 1e9
      cause =
        "behind the median of earlier trials after epoch \(isWhole ? "\(Int(epoch))" : "\(epoch)")"
    }
    loss = evaluation.loss
    measures = evaluation.measures
  }

  fileprivate mutating func take(_ error: any Error) {
    status = .failed
    let failure = EvaluationFailure(error)
    (cause, detail) = (failure.cause, failure.detail)
  }
}

extension SearchError {
  /// The error of a file that can't be written; nil for any other.
  ///
  /// A full disk is no fault of a candidate's: recorded as one, it would stay one.
  fileprivate init?(unwritable error: any Error) {
    if let error = error as? FileError, error.reason == .unwritable {
      self = .studyUnwritable(path: error.file, reason: error.message)
    } else if case SearchError.studyUnwritable = error, let error = error as? SearchError {
      self = error
    } else {
      return nil
    }
  }
}

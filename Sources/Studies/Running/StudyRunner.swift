import Foundation
import Synchronization

/// Carries out a plan: trains on worker threads, records on its own, one record at a time.
package struct StudyRunner {
  private let study: Study
  private let evaluator: any Evaluator
  private let options: RunOptions
  private var results: RecordedResults
  private var failures: FailureStreak
  private var running: [TrainingKey: (candidate: String, control: EvaluationControl)] = [:]
  private let inbox = Inbox()
  private let start = ContinuousClock.now
  private var finishedNow = 0

  package init(study: Study, evaluator: any Evaluator, options: RunOptions) {
    self.study = study
    self.evaluator = evaluator
    self.options = options
    results = RecordedResults(
      study.records.filter { !options.retriesFailed || $0.status != .failed })
    failures = FailureStreak(limit: options.failureLimit)
  }

  /// Runs `plan` to its end.
  ///
  /// - Throws: ``SearchError/interrupted`` after a cancellation,
  ///   ``SearchError/repeatedFailure(cause:detail:trials:)``, or an error of the study's files.
  ///   Whatever was finished before is in the journal.
  package mutating func run(_ plan: inout some WorkPlan) throws -> RecordedResults {
    do {
      try runToEnd(&plan)
    } catch {
      // Workers must not outlive the search. What they have finished meanwhile still counts; should
      // the journal be the trouble, the error at hand is the one to report.
      options.cancellation.cancel()
      while !running.isEmpty {
        guard let message = inbox.take(timeout: 1) else { continue }
        running[message.key] = nil
        if let record = message.record { try? study.append(record) }
      }
      throw error
    }
    return results
  }

  private mutating func runToEnd(_ plan: inout some WorkPlan) throws {
    var isPlanned = false
    while !isPlanned || !running.isEmpty {
      if options.cancellation.isCancelled { throw SearchError.interrupted }
      if !isPlanned { isPlanned = try startWork(&plan) }
      if running.isEmpty { continue }
      if let message = inbox.take(timeout: 0.25) {
        try record(message, plan)
      } else {
        report(latest: nil, plan)
      }
    }
  }

  /// Starts trainings until all workers are busy or the plan waits; returns whether it is done.
  private mutating func startWork(_ plan: inout some WorkPlan) throws -> Bool {
    while running.count < options.workers {
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
        if let recorded = results[key] {
          try check(recorded, against: record)
          try failures.note(recorded, for: key)
        } else {
          launch(request, record: record, key: key)
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
    _ request: EvaluationRequest, record: TrialRecord, key: TrainingKey
  ) {
    let control = EvaluationControl(cancellation: options.cancellation)
    running[key] = (request.candidate, control)
    let (evaluator, inbox) = (evaluator, inbox)
    let thread = Thread {
      let start = ContinuousClock.now
      var record = record
      (record.epochs, record.seed) = (request.epochs, request.seed)
      do {
        let evaluation = try evaluator.evaluate(request, control: control)
        record.take(evaluation)
      } catch is CancellationError {
        inbox.post(Message(key: key, record: nil))
        return
      } catch {
        record.take(error)
      }
      record.seconds = (ContinuousClock.now - start).seconds
      inbox.post(Message(key: key, record: record))
    }
    // Evaluators may recurse through a network; the default of secondary threads is small.
    thread.stackSize = 8 << 20
    thread.start()
  }

  private mutating func record(_ message: Message, _ plan: some WorkPlan) throws {
    running[message.key] = nil
    guard let record = message.record else { throw SearchError.interrupted }
    try study.append(record)
    results.insert(record)
    finishedNow += 1
    report(latest: record, plan)
    try failures.note(record, for: message.key)
  }

  private func report(latest: TrialRecord?, _ plan: some WorkPlan) {
    let current = running.sorted { $0.key < $1.key }.map {
      (candidate: $0.value.candidate, progress: $0.value.control.progress)
    }
    options.progress(
      SearchProgress(
        finishedTrainings: results.trainings.count,
        expectedTrainings: plan.expectedTrainings(results),
        finishedNow: finishedNow,
        runningFraction: current.reduce(0) { $0 + $1.progress.fraction },
        running: current.map { ($0.candidate, $0.progress.note) },
        best: plan.leader(results),
        elapsed: (ContinuousClock.now - start).seconds, latest: latest))
  }
}

/// A training that ended; no record when it was cancelled.
private struct Message: Sendable {
  var key: TrainingKey
  var record: TrialRecord?
}

/// Where workers leave what they finished.
private final class Inbox: Sendable {
  private let messages = Mutex<[Message]>([])
  private let signal = DispatchSemaphore(value: 0)

  func post(_ message: Message) {
    messages.withLock { $0.append(message) }
    signal.signal()
  }

  /// The next message, after waiting up to `timeout` seconds for it.
  func take(timeout: Double) -> Message? {
    guard signal.wait(timeout: .now() + timeout) == .success else { return nil }
    return messages.withLock { $0.removeFirst() }
  }
}

extension TrialRecord {
  fileprivate mutating func take(_ evaluation: Evaluation) {
    guard evaluation.accuracy.isFinite else {
      take(EvaluationFailure(cause: "no finite score", detail: "\(evaluation.accuracy)"))
      return
    }
    status = .finished
    accuracy = evaluation.accuracy
    loss = evaluation.loss
    measures = evaluation.measures
  }

  fileprivate mutating func take(_ error: any Error) {
    status = .failed
    if let failure = error as? EvaluationFailure {
      (cause, detail) = (failure.cause, failure.detail)
    } else {
      (cause, detail) = ("\(type(of: error))", "\(error)")
    }
  }
}

/// Identifies one training within a study.
public struct TrainingKey: Hashable, Sendable, Comparable {
  public var trial: Int
  public var epochs: Int
  public var seed: UInt64

  public init(trial: Int, epochs: Int, seed: UInt64) {
    self.trial = trial
    self.epochs = epochs
    self.seed = seed
  }

  public static func < (left: TrainingKey, right: TrainingKey) -> Bool {
    (left.trial, left.epochs, left.seed) < (right.trial, right.epochs, right.seed)
  }
}

/// What a plan wants next.
package enum PlannedWork {
  /// Train this; `record` holds the candidate's part of the record to come.
  case train(EvaluationRequest, record: TrialRecord)
  /// Put this record, of a trial that needs no training, into the journal.
  case note(TrialRecord)
  /// Nothing until a training finishes.
  case wait
  /// Everything is planned.
  case done
}

/// Decides what to train, in an order that depends on recorded results alone.
///
/// The runner asks for work until the plan waits or is done, trains, records, and asks again. To
/// make results independent of workers and interruptions, a plan may look only at results that its
/// own position in the sequence entitles it to, and must wait until they are there.
package protocol WorkPlan {
  /// The next work, given the outcomes recorded so far.
  mutating func next(_ results: RecordedResults) throws -> PlannedWork

  /// How many trainings there will be in all, as far as it is known.
  func expectedTrainings(_ results: RecordedResults) -> Int

  /// The best candidate so far, for the progress line.
  func leader(_ results: RecordedResults) -> LeadingCandidate?
}

/// Recorded results by training, and notes by trial.
package struct RecordedResults {
  package private(set) var trainings: [TrainingKey: TrialRecord] = [:]
  package private(set) var notes: [Int: TrialRecord] = [:]

  package init(_ records: [TrialRecord] = []) {
    records.forEach { insert($0) }
  }

  package mutating func insert(_ record: TrialRecord) {
    if let epochs = record.epochs, let seed = record.seed {
      trainings[TrainingKey(trial: record.trial, epochs: epochs, seed: seed)] = record
    } else {
      notes[record.trial] = record
    }
  }

  package subscript(key: TrainingKey) -> TrialRecord? { trainings[key] }
}

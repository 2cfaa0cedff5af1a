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

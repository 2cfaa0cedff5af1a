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

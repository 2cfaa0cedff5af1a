import CostModel

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

  /// How long a training takes, in a unit of the plan's own.
  func effort(of request: EvaluationRequest, record: TrialRecord) -> Double

  /// How long all trainings take together, in that unit; nil where only their number is known.
  var expectedEffort: Double? { get }

  /// The best candidate so far, for the progress line.
  func leader(_ results: RecordedResults) -> LeadingCandidate?
}

extension WorkPlan {
  /// By default multiply-adds times epochs.
  package func effort(of request: EvaluationRequest, record: TrialRecord) -> Double {
    Double(record.costs?.multiplyAdds ?? 1) * Double(request.epochs)
  }

  package var expectedEffort: Double? { nil }

  /// The effort of planned work; 0 where nothing is trained.
  package func effort(of work: PlannedWork) -> Double {
    guard case .train(let request, let record) = work else { return 0 }
    return effort(of: request, record: record)
  }
}

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

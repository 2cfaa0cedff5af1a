/// Where a running search stands; made for a progress line.
public struct SearchProgress: Sendable {
  /// Trainings in the journal, those of earlier runs included.
  public var finishedTrainings: Int
  /// Trainings in all, as far as it is known.
  public var expectedTrainings: Int
  /// Of the trainings in the journal, those that this run did.
  public var finishedNow: Int
  /// Sum over running trainings of the part that is done.
  public var runningFraction: Double
  /// What runs now, and how far it is.
  public var running: [(candidate: String, progress: EvaluationProgress)]
  /// The best candidate so far.
  public var best: LeadingCandidate?
  /// Seconds since this run started.
  public var elapsed: Double
  /// The training that just ended, when this report was caused by one.
  public var latest: TrialRecord?

  /// Seconds left at the pace of this run; nil before the first training is a tenth done.
  public var remaining: Double? {
    let done = Double(finishedNow) + runningFraction
    guard done > 0.1 else { return nil }
    let left = Double(expectedTrainings - finishedTrainings) - runningFraction
    return max(0, left) * elapsed / done
  }
}

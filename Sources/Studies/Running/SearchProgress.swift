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
  /// What runs now: the candidates, each with its evaluator's note.
  public var running: [(candidate: String, note: String)]
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

/// The best candidate of a search that still runs.
public struct LeadingCandidate: Hashable, Sendable {
  public var trial: Int
  public var candidate: String
  /// Mean accuracy over its trainings so far.
  public var accuracy: Double
  /// The reward, where the search has one; candidates are ordered by it then.
  public var reward: Double?

  package init(trial: Int, candidate: String, accuracy: Double, reward: Double? = nil) {
    self.trial = trial
    self.candidate = candidate
    self.accuracy = accuracy
    self.reward = reward
  }
}

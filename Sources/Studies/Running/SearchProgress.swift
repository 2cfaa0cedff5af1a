/// Where a running search stands; made for a progress line.
public struct SearchProgress: Sendable {
  /// Trainings in the journal, those of earlier runs included.
  public var finishedTrainings: Int
  /// Trainings in all, as far as it is known.
  public var expectedTrainings: Int
  /// Of the trainings in the journal, those that this run did.
  public var finishedNow: Int
  /// The part of the work that is done, running trainings' part included, in `0 ... 1`: by what
  /// trainings cost, as far as it is known, so that a large network's turn is no surprise.
  public var fraction: Double
  /// What runs now, how long it trains, and how far it is.
  public var running: [(candidate: String, epochs: Int, progress: EvaluationProgress)]
  /// The best candidate so far.
  public var best: LeadingCandidate?
  /// Seconds since this run started.
  public var elapsed: Double
  /// The training that just ended, when this report was caused by one.
  public var latest: TrialRecord?

}

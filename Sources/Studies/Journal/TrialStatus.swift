/// How a trial, or one training of it, ended.
public enum TrialStatus: String, Codable, Hashable, Sendable, CaseIterable {
  /// Trained and scored.
  case finished
  /// Ended early, as it lagged behind earlier trainings; the record has what it had reached.
  case pruned
  /// Could not be trained or scored; the record has the cause.
  case failed
  /// Never trained, as it breaks a budget or a constraint; the record says which.
  case refused
  /// Never trained, as an earlier trial is the same network.
  case repeated
}

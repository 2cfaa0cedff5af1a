/// How fast a batch normalisation's running statistics follow those of the batches.
public enum StatisticsMomentum: String, Codable, Hashable, Sendable, CaseIterable {
  /// The momentum that the network states.
  case network
  /// Never more than (1 + t) / (10 + t) at step t, so that a short run forgets its first batches,
  /// and with them the initial values, as fast as a long one.
  case warmedUp
}

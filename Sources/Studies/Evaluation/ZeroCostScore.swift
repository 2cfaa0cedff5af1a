/// A score of a candidate that needs no training, by the name that search files give it.
public enum ZeroCostScore: String, CaseIterable, Hashable, Sendable, Codable {
  /// The null proxies: a score that does not rank better than these has found nothing.
  case parameters, multiplyAdds
  /// Those that look at the untrained network.
  case gradientNorm, synflow, naswot, zenScore
}

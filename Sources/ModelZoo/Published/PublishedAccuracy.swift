import Networks

/// Accuracy on ImageNet's validation images that is stated of a network: data, not computed here.
public struct PublishedAccuracy: Hashable, Sendable {
  /// In percent.
  public var top1: Double
  /// Among five guesses, in percent; `nil` where it is not stated.
  public var top5: Double?
  /// Where it is stated; `nil` where nobody says.
  public var source: String?

  /// Makes what is stated, without checks.
  public init(top1: Double, top5: Double? = nil, source: String? = nil) {
    self.top1 = top1
    self.top5 = top5
    self.source = source
  }
}

extension ZooModel {
  /// What the first publication that prints an accuracy for this network, at this resolution, states;
  /// `nil` where none does.
  public var accuracy: PublishedAccuracy? {
    published.lazy.filter { result in
      result.resolution.map { Resolution($0) == resolution } ?? true
    }.compactMap { result in
      result.top1.map {
        PublishedAccuracy(top1: $0, top5: result.top5, source: result.source.rawValue)
      }
    }.first
  }
}

/// The fixed head of a space.
public struct SpaceHead: Codable, Hashable, Sendable {
  /// Channels of the 1×1 convolution before pooling; nil for none.
  public var channels: Int?
  /// The share of features that training drops before the classifier, 0 to below 1.
  public var dropoutRate: Double
}

public import Networks

/// The layers after the stages: perhaps a 1×1 convolution, global average pooling, perhaps a hidden
/// fully-connected layer, dropout, and the classifier.
public struct Head: Hashable, Sendable {
  /// Channels of the 1×1 convolution before the pooling; `nil` leaves it out (ResNet).
  public let channels: Int?
  /// Outputs of a fully-connected layer between pooling and classifier (MobileNetV3); `nil` for none.
  public let hiddenUnits: Int?
  /// Whether that layer is normalised, and so without a bias (MobileNetV4).
  public let normalizesHidden: Bool
  /// The activation, where it is not the architecture's.
  public let activation: Activation?
  /// Probability that the dropout before the classifier zeroes an element; 0 leaves it out.
  public let dropoutRate: Double
  /// Outputs of the classifier.
  public let classes: Int

  /// - Throws: ``ArchitectureError`` for a value out of range.
  public init(
    channels: Int? = nil, hiddenUnits: Int? = nil, normalizesHidden: Bool = false,
    activation: Activation? = nil, dropoutRate: Double = 0, classes: Int = 1000
  ) throws(ArchitectureError) {
    let widths = 1...NetworkLimits.channels
    if let channels {
      try ArchitectureError.require(channels, in: widths, "channels", place: "head")
    }
    if let hiddenUnits {
      try ArchitectureError.require(hiddenUnits, in: widths, "hiddenUnits", place: "head")
    }
    guard hiddenUnits != nil || !normalizesHidden else {
      throw ArchitectureError(
        place: "head", key: "normalizesHidden", found: "true without a hidden layer",
        expected: "hiddenUnits beside it, or false")
    }
    try ArchitectureError.require(classes, in: widths, "classes", place: "head")
    guard dropoutRate >= 0, dropoutRate < 1 else {
      throw ArchitectureError(
        place: "head", key: "dropoutRate", found: "\(dropoutRate)", expected: "0 up to below 1")
    }
    self.channels = channels
    self.hiddenUnits = hiddenUnits
    self.normalizesHidden = normalizesHidden
    self.activation = activation
    self.dropoutRate = dropoutRate
    self.classes = classes
  }

  /// The same head with some of its parts replaced.
  ///
  /// - Throws: ``ArchitectureError`` as the initialiser does.
  public func with(
    channels: Int? = nil, hiddenUnits: Int? = nil, dropoutRate: Double? = nil, classes: Int? = nil
  ) throws(ArchitectureError) -> Head {
    try Head(
      channels: channels ?? self.channels, hiddenUnits: hiddenUnits ?? self.hiddenUnits,
      normalizesHidden: normalizesHidden, activation: activation,
      dropoutRate: dropoutRate ?? self.dropoutRate,
      classes: classes ?? self.classes)
  }
}

/// The parts of ``Block/bottleneckResidual(_:)``.
public struct BottleneckResidual: Hashable, Sendable {
  /// How the inner k×k convolution is divided.
  public enum Groups: Hashable, Sendable {
    /// That many groups (ResNeXt's cardinality).
    case count(Int)
    /// Groups of that many channels (RegNet); one group where the inner width is smaller.
    case width(Int)
  }

  /// Which convolution takes the stride.
  public enum StridePosition: String, Hashable, Sendable, CaseIterable {
    /// The first 1×1 (the original ResNet).
    case first
    /// The k×k (ResNet "v1.5", ResNeXt, RegNet).
    case spatial
  }

  /// Which convolution's output squeeze-and-excitation gates.
  public enum SqueezePosition: String, Hashable, Sendable, CaseIterable {
    /// The k×k's (RegNetY).
    case inner
    /// The last 1×1's, before the addition (SENet).
    case output
  }

  /// Inner channels ÷ output channels: 0.25 in ResNet-50, 1 in RegNet.
  public var innerRatio: Double
  /// How the k×k convolution is divided.
  public var groups: Groups
  /// Which convolution of a stage's first block takes the stride.
  public var stridePosition: StridePosition
  /// The gate; `nil` for none.
  public var squeeze: SqueezeExcitation?
  /// What the gate stands behind, where there is one.
  public var squeezePosition: SqueezePosition

  /// ResNet-50's block by default.
  public init(
    innerRatio: Double = 0.25, groups: Groups = .count(1),
    stridePosition: StridePosition = .spatial,
    squeeze: SqueezeExcitation? = nil, squeezePosition: SqueezePosition = .output
  ) {
    self.innerRatio = innerRatio
    self.groups = groups
    self.stridePosition = stridePosition
    self.squeeze = squeeze
    self.squeezePosition = squeezePosition
  }

  /// Inner channels of a block with `output` channels.
  public func innerChannels(output: Int) -> Int {
    max(1, Int((Double(output) * innerRatio).rounded()))
  }

  /// The number of groups of the inner convolution with `inner` channels.
  public func groupCount(inner: Int) -> Int {
    switch groups {
    case .count(let count): count
    case .width(let width): max(1, inner / width)
    }
  }
}

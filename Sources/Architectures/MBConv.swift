/// The parts of ``Block/mbConv(_:)`` and ``Block/fusedMBConv(_:)``.
public struct MBConv: Hashable, Sendable {
  /// How wide the block is inside.
  public var expansion: Expansion
  /// The gate behind the depthwise convolution; `nil` for none.
  public var squeeze: SqueezeExcitation?
  /// What is added to the output.
  public var shortcut: Shortcut
  /// Whether the expanding convolution stays where it leaves the width as it is.
  ///
  /// The code of MobileNetV2, MnasNet and EfficientNet leaves it out there; timm's blocks `ir` and
  /// `er` have it at every ratio.
  public var keepsExpansion: Bool
  /// Into how many shares of the channels the expanding convolution falls, 1 to
  /// ``Stage/maximumShares``: as many 1×1 convolutions side by side (MixNet, arXiv:1907.09595).
  ///
  /// 1 in a fused MBConv, whose expansion has the stage's kernels.
  public var expansionShares: Int
  /// Into how many shares of the channels the projecting convolution falls.
  public var projectionShares: Int

  /// An inverted bottleneck that adds its input, without a gate, by default.
  public init(
    expansion: Expansion, squeeze: SqueezeExcitation? = nil, shortcut: Shortcut = .identity,
    keepsExpansion: Bool = false, expansionShares: Int = 1, projectionShares: Int = 1
  ) {
    self.expansion = expansion
    self.squeeze = squeeze
    self.shortcut = shortcut
    self.keepsExpansion = keepsExpansion
    self.expansionShares = expansionShares
    self.projectionShares = projectionShares
  }

  /// Whether a block with `input` channels has an expanding convolution.
  public func expands(input: Int) -> Bool {
    keepsExpansion || expansion.innerChannels(input: input) != input
  }
}

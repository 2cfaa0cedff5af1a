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

  /// An inverted bottleneck that adds its input, without a gate, by default.
  public init(
    expansion: Expansion, squeeze: SqueezeExcitation? = nil, shortcut: Shortcut = .identity,
    keepsExpansion: Bool = false
  ) {
    self.expansion = expansion
    self.squeeze = squeeze
    self.shortcut = shortcut
    self.keepsExpansion = keepsExpansion
  }

  /// Whether a block with `input` channels has an expanding convolution.
  public func expands(input: Int) -> Bool {
    keepsExpansion || expansion.innerChannels(input: input) != input
  }
}

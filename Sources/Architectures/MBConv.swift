/// The parts of ``Block/mbConv(_:)`` and ``Block/fusedMBConv(_:)``.
public struct MBConv: Hashable, Sendable {
  /// How wide the block is inside; a ratio of 1 leaves the expanding convolution out.
  public var expansion: Expansion
  /// The gate behind the depthwise convolution; `nil` for none.
  public var squeeze: SqueezeExcitation?
  /// What is added to the output.
  public var shortcut: Shortcut

  /// An inverted bottleneck that adds its input, without a gate, by default.
  public init(
    expansion: Expansion, squeeze: SqueezeExcitation? = nil, shortcut: Shortcut = .identity
  ) {
    self.expansion = expansion
    self.squeeze = squeeze
    self.shortcut = shortcut
  }
}

/// The parts of ``Block/universalBottleneck(_:)``.
public struct UniversalBottleneck: Hashable, Sendable {
  /// How wide the block is inside; the expanding convolution is there at every ratio.
  public var expansion: Expansion
  /// Kernel size of the depthwise convolution before the expansion, odd; 0 for none.
  public var startKernelSize: Int
  /// Kernel size of the depthwise convolution behind the projection, odd; 0 for none.
  public var endKernelSize: Int
  /// The gate before the projection; `nil` for none.
  public var squeeze: SqueezeExcitation?
  /// What is added to the output.
  public var shortcut: Shortcut

  /// An inverted bottleneck without outer depthwise convolutions that adds its input, by default.
  public init(
    expansion: Expansion, startKernelSize: Int = 0, endKernelSize: Int = 0,
    squeeze: SqueezeExcitation? = nil, shortcut: Shortcut = .identity
  ) {
    self.expansion = expansion
    self.startKernelSize = startKernelSize
    self.endKernelSize = endKernelSize
    self.squeeze = squeeze
    self.shortcut = shortcut
  }
}

/// The parts of ``Block/depthwiseSeparable(_:)``.
public struct DepthwiseSeparable: Hashable, Sendable {
  /// The gate behind the depthwise convolution; `nil` for none.
  public var squeeze: SqueezeExcitation?

  /// A depthwise and a 1×1 convolution, and between them a gate where `squeeze` is given.
  public init(squeeze: SqueezeExcitation? = nil) {
    self.squeeze = squeeze
  }
}

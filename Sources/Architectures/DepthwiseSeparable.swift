/// The parts of ``Block/depthwiseSeparable(_:)``.
public struct DepthwiseSeparable: Hashable, Sendable {
  /// The gate behind the depthwise convolution; `nil` for none.
  public var squeeze: SqueezeExcitation?
  /// Into how many shares of the channels the 1×1 convolution falls, as in ``MBConv/projectionShares``.
  public var projectionShares: Int

  /// A depthwise and a 1×1 convolution, and between them a gate where `squeeze` is given.
  public init(squeeze: SqueezeExcitation? = nil, projectionShares: Int = 1) {
    self.squeeze = squeeze
    self.projectionShares = projectionShares
  }
}

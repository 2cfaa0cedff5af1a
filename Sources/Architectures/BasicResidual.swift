/// The parts of ``Block/basicResidual(_:)``.
public struct BasicResidual: Hashable, Sendable {
  /// Gates the branch before the addition.
  public var squeeze: SqueezeExcitation?

  /// Two convolutions, and a gate where `squeeze` is given.
  public init(squeeze: SqueezeExcitation? = nil) {
    self.squeeze = squeeze
  }
}

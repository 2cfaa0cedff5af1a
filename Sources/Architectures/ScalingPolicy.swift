/// Which parts of an architecture scaling leaves alone.
public struct ScalingPolicy: Hashable, Sendable {
  /// How a width follows the width coefficient.
  public enum Width: String, Hashable, Sendable, CaseIterable {
    /// Multiplied by the width coefficient and rounded.
    case scaled
    /// Never changed.
    case fixed
    /// Scaled above 1, never below the baseline's (the head of MobileNetV2).
    case scaledUpOnly
  }

  /// How the channels of the stem follow.
  public var stemWidth: Width
  /// How the channels and hidden units of the head follow; classes never do.
  public var headWidth: Width
  /// Whether the first and the last stage keep their repeats (EfficientNet-lite).
  public var keepsOuterDepths: Bool

  /// A policy that scales everything, but for what is given.
  public init(
    stemWidth: Width = .scaled, headWidth: Width = .scaled, keepsOuterDepths: Bool = false
  ) {
    self.stemWidth = stemWidth
    self.headWidth = headWidth
    self.keepsOuterDepths = keepsOuterDepths
  }

  /// EfficientNet-lite's: stem and head not widened, first and last stage not deepened.
  public static let lite = ScalingPolicy(
    stemWidth: .fixed, headWidth: .fixed, keepsOuterDepths: true)
}

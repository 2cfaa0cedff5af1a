public import Architectures
import Foundation

/// One way to scale a network by one number, greater numbers giving larger networks.
public enum ScalingPath: Hashable, Sendable {
  /// Depth multiplied by the number.
  case depth
  /// Width multiplied by the number.
  case width
  /// Resolution multiplied by the number.
  case resolution
  /// Depth α^φ, width β^φ, resolution γ^φ; the number is φ.
  case compound(CompoundScaling)
  /// Fast scaling; the number is the factor of multiply-adds.
  case fast(FastScaling)

  /// The coefficients at `value`.
  ///
  /// - Throws: `ArchitectureError` where one leaves its range.
  public func coefficients(_ value: Double) throws(ArchitectureError) -> ScalingCoefficients {
    switch self {
    case .depth: try ScalingCoefficients(depth: value)
    case .width: try ScalingCoefficients(width: value)
    case .resolution: try ScalingCoefficients(resolution: value)
    case .compound(let scaling): try scaling.coefficients(phi: value)
    case .fast(let scaling): try scaling.coefficients(factor: value)
    }
  }

  /// The value at which multiply-adds grow by `ratio` before rounding; `nil` where the path does
  /// not change them.
  public func value(ratio: Double) -> Double? {
    switch self {
    case .depth, .fast: return ratio
    case .width, .resolution: return ratio.squareRoot()
    case .compound(let scaling):
      let base = log(scaling.multiplyAddsRatio)
      return base > 0 ? log(ratio) / base : nil
    }
  }
}

extension ScalingPath {
  /// Whether the value is an exponent, which may be negative, and not a factor.
  var isPhi: Bool {
    if case .compound = self { true } else { false }
  }
}

import Foundation

/// The constants of compound scaling: depth α^φ, width β^φ, resolution γ^φ (arXiv:1905.11946,
/// equation 3).
public struct CompoundScaling: Hashable, Sendable {
  /// α, the growth of depth per unit of φ; above 0, up to 100.
  public let alpha: Double
  /// β, the growth of width per unit of φ; above 0, up to 100.
  public let beta: Double
  /// γ, the growth of resolution per unit of φ; above 0, up to 100.
  public let gamma: Double

  /// - Throws: ``ArchitectureError`` unless each is finite, above 0 and at most 100.
  public init(alpha: Double, beta: Double, gamma: Double) throws(ArchitectureError) {
    for (key, value) in [("alpha", alpha), ("beta", beta), ("gamma", gamma)] {
      guard value > 0, value <= 100 else {
        throw ArchitectureError(
          place: "scaling", key: key, found: "\(value)", expected: "above 0, up to 100")
      }
    }
    self.init(unchecked: alpha, beta, gamma)
  }

  private init(unchecked alpha: Double, _ beta: Double, _ gamma: Double) {
    self.alpha = alpha
    self.beta = beta
    self.gamma = gamma
  }

  /// The paper's point, α = 1.2, β = 1.1, γ = 1.15 (section 4, step 1).
  public static let paper = CompoundScaling(unchecked: 1.2, 1.1, 1.15)

  /// α · β² · γ², the growth of multiply-adds per unit of φ before rounding; 1.920 at the paper's
  /// point, which is why a tolerance of 0.05 around 2 would refuse it.
  public var multiplyAddsRatio: Double { alpha * (beta * beta) * (gamma * gamma) }

  /// Whether α · β² · γ² lies within `tolerance` of `target`.
  public func meets(target: Double = 2, tolerance: Double = 0.1) -> Bool {
    abs(multiplyAddsRatio - target) <= tolerance
  }

  /// The coefficients at φ, any real number; negative ones shrink.
  ///
  /// - Throws: ``ArchitectureError`` where a coefficient leaves the allowed range.
  public func coefficients(phi: Double) throws(ArchitectureError) -> ScalingCoefficients {
    guard phi.isFinite else {
      throw ArchitectureError(place: "scaling", key: "phi", found: "\(phi)", expected: "a number")
    }
    return try ScalingCoefficients(
      depth: pow(alpha, phi), width: pow(beta, phi), resolution: pow(gamma, phi))
  }
}

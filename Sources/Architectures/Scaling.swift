import Foundation

/// Depth, width and resolution as multiples of a baseline's: repeats × depth, channels × width,
/// pixels × resolution (arXiv:1905.11946, Eq. 2).
public struct ScalingCoefficients: Hashable, Sendable {
  public let depth: Double
  public let width: Double
  public let resolution: Double
  /// Channels per group × this, in blocks that are divided by group width (RegNet).
  public let groupWidth: Double

  /// - Throws: ``ArchitectureError`` unless each is finite, above 0 and at most 10,000.
  public init(
    depth: Double = 1, width: Double = 1, resolution: Double = 1, groupWidth: Double = 1
  ) throws(ArchitectureError) {
    for (key, value) in [
      ("depth", depth), ("width", width), ("resolution", resolution), ("groupWidth", groupWidth),
    ] {
      guard value > 0, value <= 10_000 else {
        throw ArchitectureError(
          place: "scaling", key: key, found: "\(value)", expected: "above 0, up to 10000")
      }
    }
    self.init(unchecked: depth, width, resolution, groupWidth)
  }

  private init(
    unchecked depth: Double, _ width: Double, _ resolution: Double, _ groupWidth: Double
  ) {
    self.depth = depth
    self.width = width
    self.resolution = resolution
    self.groupWidth = groupWidth
  }

  /// The baseline itself.
  public static let identity = ScalingCoefficients(unchecked: 1, 1, 1, 1)

  /// d · w² · r², the factor that multiply-adds grow by before rounding.
  public var multiplyAddsRatio: Double { depth * width * width * resolution * resolution }
}

/// The constants of compound scaling: depth α^φ, width β^φ, resolution γ^φ (arXiv:1905.11946, Eq. 3).
public struct CompoundScaling: Hashable, Sendable {
  public let alpha: Double
  public let beta: Double
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

/// Which parts of an architecture scaling leaves alone.
public struct ScalingPolicy: Hashable, Sendable {
  /// How a width follows the width coefficient.
  public enum Width: String, Hashable, Sendable, CaseIterable {
    case scaled
    /// Never changed.
    case fixed
    /// Scaled above 1, never below the baseline's (the head of MobileNetV2).
    case scaledUpOnly
  }

  public var stemWidth: Width
  public var headWidth: Width
  /// Whether the first and the last stage keep their repeats (EfficientNet-lite).
  public var keepsOuterDepths: Bool

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

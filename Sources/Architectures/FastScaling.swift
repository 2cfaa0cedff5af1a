import Foundation

/// Scaling by a factor of multiply-adds that is shared out between depth, width and resolution
/// ("Fast and Accurate Model Scaling", arXiv:2103.06877).
///
/// With e_d + e_w + e_r = 1, scaling by s gives depth s^e_d, width s^(e_w/2), resolution s^(e_r/2),
/// so that d·w²·r² = s; group width grows by s^(e_g/2) beside. Activations then grow by
/// s^(e_d + e_w/2 + e_r): putting most into width keeps them, and with them the running time, small.
public struct FastScaling: Hashable, Sendable {
  /// The share of depth, e_d.
  public let depth: Double
  /// The share of width, e_w.
  public let width: Double
  /// The exponent of group width, e_g, in the same unit as the shares.
  public let groupWidth: Double
  /// The share of resolution, e_r.
  public let resolution: Double

  /// Shares out by weights, which are divided by the sum of those of depth, width and resolution.
  ///
  /// - Throws: ``ArchitectureError`` for a weight that is negative or not finite, or where depth,
  ///   width and resolution all have none.
  public init(
    depth: Double, width: Double, groupWidth: Double, resolution: Double
  ) throws(ArchitectureError) {
    for (key, value) in [("d", depth), ("w", width), ("g", groupWidth), ("r", resolution)] {
      guard value >= 0, value <= 1e6 else {
        throw ArchitectureError(
          place: "scaling", key: key, found: "\(value)", expected: "a weight of 0 to 1000000")
      }
    }
    let sum = depth + width + resolution
    guard sum > 0 else {
      throw ArchitectureError(
        place: "scaling", key: "weights", found: "0 for depth, width and resolution",
        expected: "a weight above 0 for one of them")
    }
    self.init(unchecked: depth / sum, width / sum, groupWidth / sum, resolution / sum)
  }

  private init(
    unchecked depth: Double, _ width: Double, _ groupWidth: Double, _ resolution: Double
  ) {
    self.depth = depth
    self.width = width
    self.groupWidth = groupWidth
    self.resolution = resolution
  }

  /// What the paper recommends, `d1_w8_g8_r1`: α = 0.8.
  public static let recommended = FastScaling(unchecked: 0.1, 0.8, 0.8, 0.1)

  /// The family of one parameter: e_w = α, e_d = e_r = (1 − α)/2, and group width as width.
  ///
  /// α = 1 is width scaling, 1/3 uniform compound scaling, 0 depth and resolution.
  /// - Throws: ``ArchitectureError`` unless 0 ≤ α ≤ 1.
  public init(alpha: Double) throws(ArchitectureError) {
    guard alpha >= 0, alpha <= 1 else {
      throw ArchitectureError(
        place: "scaling", key: "alpha", found: "\(alpha)", expected: "0 to 1")
    }
    self.init(unchecked: (1 - alpha) / 2, alpha, alpha, (1 - alpha) / 2)
  }

  /// Reads pycls's notation: `dwr` gives each named dimension the weight 1, `d1_w8_g8_r1` states
  /// the weights.
  ///
  /// - Throws: ``ArchitectureError`` for other text.
  public init(notation: String) throws(ArchitectureError) {
    var weights: [Character: Double] = [:]
    let isPlain = !notation.isEmpty && notation.allSatisfy { "dwgr".contains($0) }
    let terms =
      isPlain ? notation.map { "\($0)1" } : notation.split(separator: "_").map(String.init)
    for term in terms {
      guard let dimension = term.first, "dwgr".contains(dimension), weights[dimension] == nil,
        let weight = Double(term.dropFirst())
      else {
        throw ArchitectureError(
          place: "scaling", key: "notation", found: "'\(notation)'",
          expected: "dimensions out of d, w, g, r (dwr), or with weights (d1_w8_g8_r1)")
      }
      weights[dimension] = weight
    }
    try self.init(
      depth: weights["d"] ?? 0, width: weights["w"] ?? 0, groupWidth: weights["g"] ?? 0,
      resolution: weights["r"] ?? 0)
  }

  /// The coefficients that multiply the multiply-adds by `factor`, before rounding.
  ///
  /// - Throws: ``ArchitectureError`` where a coefficient leaves the allowed range.
  public func coefficients(factor: Double) throws(ArchitectureError) -> ScalingCoefficients {
    guard factor > 0, factor.isFinite else {
      throw ArchitectureError(
        place: "scaling", key: "factor", found: "\(factor)", expected: "a number above 0")
    }
    return try ScalingCoefficients(
      depth: pow(factor, depth), width: pow(factor, width / 2),
      resolution: pow(factor, resolution / 2), groupWidth: pow(factor, groupWidth / 2))
  }
}

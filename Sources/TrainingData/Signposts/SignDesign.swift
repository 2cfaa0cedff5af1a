/// The designs of signs, pointing along x, as functions of the plane.
///
/// Negative inside, positive outside, about the distance to the outline near it.
enum SignDesign: CaseIterable {
  case triangle, arrow, tee, pin

  private typealias Lanes = PixelGrid.Lanes

  /// No design of radius 1 reaches further from its centre.
  static let greatestReach: Float = 1.4

  /// The distance of points (x, y) from the outline of a sign of radius 1 around the origin.
  @inline(__always)
  func distance(x: SIMD8<Float>, y: SIMD8<Float>) -> SIMD8<Float> {
    let height = Self.magnitude(y)
    switch self {
    case .triangle:
      // Sides of slope ½ from the tip at (1, 0).
      return greater(-x - 0.7, 0.447_213_6 * x + 0.894_427_2 * height - 0.447_213_6)
    case .arrow:
      let head = greater(-x, 0.707_106_8 * (x + height) - 0.7)
      return lesser(Self.box(x + 0.4, height, 0.6, 0.25), head)
    case .tee:
      return lesser(
        Self.box(x, height, 0.95, 0.27), Self.box(x - 0.65, height, 0.3, 0.95))
    case .pin:
      let disc = ((x - 0.45) * (x - 0.45) + y * y).squareRoot() - 0.55
      return lesser(disc, Self.box(x + 0.3, height, 0.75, 0.2))
    }
  }

  /// A box around the origin, of which the upper half is asked for.
  @inline(__always)
  private static func box(
    _ x: Lanes, _ height: Lanes, _ halfWidth: Float, _ halfHeight: Float
  ) -> Lanes {
    greater(magnitude(x) - halfWidth, height - halfHeight)
  }

  @inline(__always)
  private static func magnitude(_ value: Lanes) -> Lanes {
    value.replacing(with: -value, where: value .< 0)
  }
}

import Foundation

/// The outlines of generated objects as functions of the plane: negative inside, positive outside,
/// about the distance to the outline near it.
enum Outlines {
  private typealias Lanes = SIMD8<Float>

  /// No outline of radius 1 reaches further from its centre.
  static let greatestReach: Float = 1.35

  /// The area of every outline of radius 1, except bars; so that size tells nothing.
  static let area: Float = 1.9

  /// The distance of points (x, y) from an outline of radius 1 around the origin.
  @inline(__always)
  static func distance(
    _ outline: ShapesScene.Outline, x: SIMD8<Float>, y: SIMD8<Float>
  ) -> SIMD8<Float> {
    switch outline {
    case .disc: (x * x + y * y).squareRoot() - discRadius
    case .ring: magnitude((x * x + y * y).squareRoot() - ringRadius) - ringRadius / 3
    case .halfDisc: halfDisc(x, y)
    case .triangle: triangle(x, y)
    case .square: greater(magnitude(x), magnitude(y)) - squareHalf
    case .rhombus: rhombus(x, y)
    case .star: star(x, y)
    case .cross: cross(x, y)
    case .ell: ell(x, y)
    case .tee: tee(x, y)
    case .bar: greater(magnitude(x) - 1, magnitude(y) - 0.35)
    }
  }

  // π r² = area
  private static let discRadius = (area / .pi).squareRoot()
  // A ring from r/3 within to r/3 beyond its radius r has the area 4π r² / 3.
  private static let ringRadius = (3 * area / (4 * .pi)).squareRoot()
  // π r² / 2 = area; the centre of mass lies 4r / 3π from the straight side.
  private static let halfDiscRadius = (2 * area / .pi).squareRoot()
  private static let halfDiscCentre = 4 * halfDiscRadius / (3 * .pi)
  // 2ab = area, b = 0.6 a
  private static let rhombusLong = (area / 1.2).squareRoot()
  // Two arms of length l and width 0.42 l that share a square have the area (0.84 − 0.42²) l².
  private static let armLength = (area / (0.84 - 0.42 * 0.42)).squareRoot()
  private static let armWidth = 0.42 * armLength
  // 4 h² = area
  private static let squareHalf = area.squareRoot() / 2
  // An equilateral triangle with inscribed radius r has the area 3√3 r².
  private static let triangleInradius = (area / (3 * Float(3).squareRoot())).squareRoot()
  // The distance of a pentagram's lines from its centre.
  private static let starLine = (area / starAreaOfUnit).squareRoot()
  // A plus of arms 2a long and 2b wide has the area 8ab − 4b²; b = 0.36 a.
  private static let crossArm = (area / (8 * 0.36 - 4 * 0.36 * 0.36)).squareRoot()

  /// The area of the pentagram whose five lines touch the unit circle: the pentagon of inradius 1,
  /// 5 tan 36°, and five triangles over its sides, 2 tan 36° wide and tan 36° · tan 72° high.
  private static let starAreaOfUnit: Float = {
    let tangent = tan(Float.pi / 5)
    return 5 * tangent + 5 * tangent * tangent * tan(2 * Float.pi / 5)
  }()

  @inline(__always)
  private static func triangle(_ x: Lanes, _ y: Lanes) -> Lanes {
    let half: Float = 0.5
    let root = Float(3).squareRoot() / 2
    return greater(-y, greater(half * y + root * x, half * y - root * x))
      - triangleInradius
  }

  /// A point lies in a pentagram where at most one of the five lines separates it from the centre,
  /// so where the second greatest of the five distances is negative.
  @inline(__always)
  private static func star(_ x: Lanes, _ y: Lanes) -> Lanes {
    var greatest = Lanes(repeating: -.greatestFiniteMagnitude)
    var second = greatest
    for (c, s) in starNormals {
      let value = c * x + s * y
      second = greater(second, lesser(greatest, value))
      greatest = greater(greatest, value)
    }
    return second - starLine
  }

  private static let starNormals: [(Float, Float)] = (0..<5).map { index in
    let angle = Float(index) * 2 * .pi / 5
    return (cos(angle), sin(angle))
  }

  @inline(__always)
  private static func halfDisc(_ x: Lanes, _ y: Lanes) -> Lanes {
    let height = y + halfDiscCentre
    return greater((x * x + height * height).squareRoot() - halfDiscRadius, -height)
  }

  @inline(__always)
  private static func rhombus(_ x: Lanes, _ y: Lanes) -> Lanes {
    let (a, b) = (rhombusLong, 0.6 * rhombusLong)
    return (b * magnitude(x) + a * magnitude(y) - a * b) / (a * a + b * b).squareRoot()
  }

  /// A box by its corners.
  @inline(__always)
  private static func box(
    _ x: Lanes, _ y: Lanes, _ left: Float, _ right: Float, _ low: Float, _ high: Float
  ) -> Lanes {
    greater(
      magnitude(x - (left + right) / 2) - (right - left) / 2,
      magnitude(y - (low + high) / 2) - (high - low) / 2)
  }

  /// How far the centre of mass of an L lies from its outer sides, and that of a T from its top: the
  /// moments of two arms over their area.
  private static let ellCentre =
    (armLength * armWidth * armWidth / 2
      + (armLength - armWidth) * armWidth * (armLength + armWidth) / 2) / area

  @inline(__always)
  private static func ell(_ x: Lanes, _ y: Lanes) -> Lanes {
    let (u, v) = (x + ellCentre, y + ellCentre)
    return lesser(
      box(u, v, 0, armWidth, 0, armLength), box(u, v, 0, armLength, 0, armWidth))
  }

  @inline(__always)
  private static func tee(_ x: Lanes, _ y: Lanes) -> Lanes {
    let v = y + ellCentre
    return lesser(
      box(x, v, -armLength / 2, armLength / 2, 0, armWidth),
      box(x, v, -armWidth / 2, armWidth / 2, 0, armLength))
  }

  @inline(__always)
  private static func cross(_ x: Lanes, _ y: Lanes) -> Lanes {
    let (a, b) = (magnitude(x), magnitude(y))
    let arm = 0.36 * crossArm
    return greater(lesser(a, b) - arm, greater(a, b) - crossArm)
  }

  @inline(__always)
  private static func magnitude(_ value: Lanes) -> Lanes {
    value.replacing(with: -value, where: value .< 0)
  }
}

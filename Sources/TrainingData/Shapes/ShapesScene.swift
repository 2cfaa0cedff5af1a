import Foundation
import Randomness

/// One object on a textured ground.
///
/// Its class is its outline: disc, ring, half disc, triangle, square,
/// rhombus, star, cross, L or T, all of the same area. But each outline is also bent some of the way
/// towards another class's, up to halfway, where nobody could tell them apart: how near to that a
/// network still can is what its accuracy measures, and it can the nearer the more pixels, channels and
/// layers it has. Colours, positions, sizes, turns, bends and the gratings on the object carry no
/// class.
///
/// There is one thing to learn, and much of it is easy. Where a class depends on two (an outline and
/// a surface, say), short trainings differ by whether they find the second at all, and seeds by ten
/// points; on this they differ by about one.
struct ShapesScene: GeneratedScene {
  static let classNames = Outline.classes.map { "\($0)" }

  /// The outline of an object.
  ///
  /// All have the same area for the same radius.
  enum Outline: Int, CaseIterable {
    case disc, ring, halfDisc, triangle, square, rhombus, star, cross, ell, tee
    /// Only as clutter.
    case bar

    /// The outlines that are classes, in the order of their labels.
    static let classes = allCases.filter { $0 != .bar }
  }

  /// A wave across the plane: amplitude · sin(2π(x·u + y·v) + phase), in cycles per side.
  struct Wave {
    let u: Float
    let v: Float
    let phase: Float
    let amplitude: SIMD3<Float>

    var frequency: Float { (u * u + v * v).squareRoot() }
  }

  /// A thing with an outline and a surface.
  struct Piece {
    let outline: Outline
    /// The outline that it half resembles, and by how much: 0 not at all, 0.5 as much as its own.
    let lookalike: Outline
    let likeness: Float
    let x: Float
    let y: Float
    let radius: Float
    let angle: Float
    let color: SIMD3<Float>
    /// The gratings on it.
    let surface: [Wave]
    /// How its plane is bent: displacements along x and y, in units of the image's side.
    let bends: [Wave]
  }

  let ground: SIMD3<Float>
  /// Slow change of the light over the image, and fine texture.
  let texture: [Wave]
  /// Clutter first, the object last, on top.
  let pieces: [Piece]
  let noise: Float
  /// The seed of the noise.
  let noiseKey: UInt32

  init(label: Int, difficulty: ShapesDifficulty, using random: inout CounterGenerator) {
    let shades = 0.5 - difficulty.groundContrast...0.5 + difficulty.groundContrast
    let ground = SIMD3(random.uniform(shades), random.uniform(shades), random.uniform(shades))
    self.ground = ground
    texture = Self.texture(difficulty, using: &random)
    let main = Self.object(label: label, on: ground, difficulty, using: &random)
    var pieces: [Piece] = []
    for _ in 0..<difficulty.clutter {
      pieces.append(Self.clutter(around: main, on: ground, difficulty, using: &random))
    }
    pieces.append(main)
    self.pieces = pieces
    noise = difficulty.noise
    noiseKey = random.nextWord()
  }

  func render(_ grid: PixelGrid, into pixels: UnsafeMutableBufferPointer<Float>) {
    ShapesRenderer(self, grid).render(into: pixels)
  }

  private static func object(
    label: Int, on ground: SIMD3<Float>, _ difficulty: ShapesDifficulty,
    using random: inout CounterGenerator
  ) -> Piece {
    let outline = Outline.classes[label]
    let radius = random.uniform(difficulty.radius)
    let margin = min(0.5, radius)
    let angle = random.uniform(-difficulty.turn...difficulty.turn)
    return Piece(
      outline: outline, lookalike: other(than: outline, using: &random),
      likeness: random.uniform(difficulty.outlineLikeness), x: random.uniform(margin...1 - margin),
      y: random.uniform(margin...1 - margin), radius: radius,
      angle: angle, color: color(on: ground, difficulty, using: &random),
      surface: surface(difficulty, using: &random),
      bends: bends(radius: radius, difficulty, using: &random))
  }

  /// A small disc or bar anywhere but in the middle of the object.
  private static func clutter(
    around object: Piece, on ground: SIMD3<Float>, _ difficulty: ShapesDifficulty,
    using random: inout CounterGenerator
  ) -> Piece {
    let angle = random.uniform(0...2 * .pi)
    return Piece(
      outline: random.chance(0.5) ? .disc : .bar, lookalike: .disc, likeness: 0, x: random.unit(),
      y: random.unit(),
      radius: object.radius * random.uniform(0.2...0.5), angle: angle,
      color: color(on: ground, difficulty, using: &random),
      surface: surface(difficulty, using: &random), bends: [])
  }

  /// A colour lighter than the ground's by the contrast, and a little different in hue.
  private static func color(
    on ground: SIMD3<Float>, _ difficulty: ShapesDifficulty, using random: inout CounterGenerator
  ) -> SIMD3<Float> {
    let contrast = random.uniform(difficulty.objectContrast)
    let tint = SIMD3(
      random.uniform(-0.1...0.1), random.uniform(-0.1...0.1), random.uniform(-0.1...0.1))
    return ground + contrast + (tint - tint.sum() / 3)
  }

  /// Any of the classes' outlines but one.
  private static func other(than outline: Outline, using random: inout CounterGenerator) -> Outline
  {
    let others = Outline.classes.filter { $0 != outline }
    return others[Int(random.permutation(others.count)[0])]
  }

  /// A grating that runs any way.
  private static func surface(
    _ difficulty: ShapesDifficulty, using random: inout CounterGenerator
  ) -> [Wave] {
    let frequency = random.logUniform(difficulty.detailFrequency)
    let contrast = random.uniform(difficulty.detailContrast)
    let tint = SIMD3(random.uniform(0.7...1), random.uniform(0.7...1), random.uniform(0.7...1))
    let angle = random.uniform(0...2 * .pi)
    return [
      Wave(
        u: frequency * cos(angle), v: frequency * sin(angle), phase: random.uniform(0...2 * .pi),
        amplitude: contrast * tint)
    ]
  }

  /// Two slow waves that displace along x, then two along y.
  private static func bends(
    radius: Float, _ difficulty: ShapesDifficulty, using random: inout CounterGenerator
  ) -> [Wave] {
    (0..<4).map { _ in
      let frequency = random.uniform(0.15...0.45) / radius
      let angle = random.uniform(0...2 * .pi)
      return Wave(
        u: frequency * cos(angle), v: frequency * sin(angle), phase: random.uniform(0...2 * .pi),
        amplitude: SIMD3(repeating: difficulty.deformation * radius * random.uniform(0.3...1)))
    }
  }

  /// Six waves from half a cycle up to the finest detail, weaker the finer they are, as in natural
  /// images.
  private static func texture(
    _ difficulty: ShapesDifficulty, using random: inout CounterGenerator
  ) -> [Wave] {
    let finest = difficulty.detailFrequency.upperBound
    let count = 6
    return (0..<count).map { index in
      let frequency =
        0.5 * pow(finest / 0.5, (Float(index) + random.unit()) / Float(count))
      let angle = random.uniform(0...2 * .pi)
      let color = SIMD3(random.uniform(0.4...1), random.uniform(0.4...1), random.uniform(0.4...1))
      return Wave(
        u: frequency * cos(angle), v: frequency * sin(angle), phase: random.uniform(0...2 * .pi),
        amplitude: color * difficulty.groundTexture * pow(frequency / 0.5, -0.3))
    }
  }
}

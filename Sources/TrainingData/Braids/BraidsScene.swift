import Foundation
import Randomness

/// Four strands that run from left to right and cross one another, one of them dark at its beginning.
///
/// The class is the place, counted from the top, at which that strand ends. Where the dark part ends
/// early the strand has to be followed through the crossings, one after the other: each step needs the
/// one before (depth). Strands that meet may turn back in place of crossing, which only fine detail
/// tells (resolution), and meet in many shapes (width). Where it is dark nearly to its end, the answer
/// can be seen, so that there is something to learn from the first image on.
struct BraidsScene: GeneratedScene {
  /// Strands of a braid.
  static let count = 4

  static let classNames = ["top", "upper middle", "lower middle", "bottom"]

  /// What two neighbours do in a column.
  enum Meeting: Hashable {
    case crossing, turningBack
  }

  /// The places of a braid's strands, from column to column.
  struct Course {
    /// For each strand its place from the top, before the first column and after each.
    private(set) var places: [[Int]]
    /// For each column what the strand does that turns back, 1 for one that bends down to the next, −1
    /// for that which bends up to it, else 0.
    private(set) var bends: [[Float]]

    init(columns: Int, _ difficulty: BraidsDifficulty, using random: inout CounterGenerator) {
      places = (0..<BraidsScene.count).map { [$0] }
      bends = Array(repeating: [], count: BraidsScene.count)
      for _ in 0..<columns {
        var next = places.map { $0[$0.count - 1] }
        var bend = [Float](repeating: 0, count: BraidsScene.count)
        // Neighbours in pairs, from the first or the second place on.
        for upper in stride(from: random.index(below: 2), to: BraidsScene.count - 1, by: 2) {
          guard random.chance(Double(difficulty.meeting)),
            let above = next.firstIndex(of: upper), let below = next.firstIndex(of: upper + 1)
          else { continue }
          if random.chance(Double(difficulty.turningBack)) {
            (bend[above], bend[below]) = (1, -1)
          } else {
            next.swapAt(above, below)
          }
        }
        for strand in next.indices {
          places[strand].append(next[strand])
          bends[strand].append(bend[strand])
        }
      }
    }

    var columns: Int { bends[0].count }

    /// Where a strand ends.
    func end(of strand: Int) -> Int { places[strand][columns] }
  }

  /// Straight pieces of a strand in one column.
  static let pieces = 10
  /// How far towards its neighbour a strand bends that turns back, in lanes.
  private static let bendDepth: Float = 0.36

  let course: Course
  /// The strand that is dark at its beginning.
  let marked: Int
  /// How many of its pieces are dark.
  let markedPieces: Int
  /// The corners of each strand from left to right, x and y of the unit square.
  let strands: [[SIMD2<Float>]]
  let halfWidth: Float
  let ground: SIMD3<Float>
  let ink: SIMD3<Float>
  let mark: SIMD3<Float>
  let noise: Float
  /// The seed of the noise.
  let noiseKey: UInt32

  init(label: Int, difficulty: BraidsDifficulty, using random: inout CounterGenerator) {
    let range = difficulty.columns
    let share = pow(Float(random.uniform()), difficulty.shortness)
    let columns = min(range.upperBound, range.lowerBound + Int(share * Float(range.count)))
    let course = Course(columns: columns, difficulty, using: &random)
    self.course = course
    marked = (0..<Self.count).first { course.end(of: $0) == label } ?? 0
    markedPieces = Int(
      (random.uniform(difficulty.markedPart) * Float(columns * Self.pieces)).rounded())

    let frame = Frame(difficulty, using: &random)
    halfWidth = frame.side / Float(Self.count) * random.uniform(difficulty.halfWidth)
    // Where columns end along the braid, and how far each strand strays there.
    let shifts = (0...columns).map { column in
      column == 0 || column == columns ? 0 : random.uniform(-0.2...0.2)
    }
    let stray = -difficulty.wiggle...difficulty.wiggle
    strands = (0..<Self.count).map { strand in
      let strays = (0...columns).map { _ in random.uniform(stray) }
      return Self.corners(of: strand, course, shifts: shifts, strays: strays).map(frame.place)
    }
    let shade = random.uniform(difficulty.groundShade)
    let ground = shade + Self.tint(difficulty, using: &random)
    self.ground = ground
    ink = ground + random.uniform(difficulty.inkContrast) + Self.tint(difficulty, using: &random)
    mark = ground - difficulty.markContrast
    noise = difficulty.noise
    noiseKey = random.nextWord()
  }

  /// The corners of a strand before it is placed: x from 0 to 1 along the braid, y in lanes.
  private static func corners(
    of strand: Int, _ course: Course, shifts: [Float], strays: [Float]
  ) -> [SIMD2<Float>] {
    (0...course.columns * pieces).map { corner in
      let column = min(corner / pieces, course.columns - 1)
      let share = Float(corner - column * pieces) / Float(pieces)
      // From place to place along a cubic, level at both ends.
      let step = share * share * (3 - 2 * share)
      func between(_ values: (Float, Float)) -> Float { values.0 + step * (values.1 - values.0) }
      let places = course.places[strand]
      let bend = 16 * share * share * (1 - share) * (1 - share)
      let y =
        between((Float(places[column]), Float(places[column + 1])))
        + between((strays[column], strays[column + 1]))
        + course.bends[strand][column] * bendDepth * bend
      let x = Float(column) + shifts[column] + share * (1 + shifts[column + 1] - shifts[column])
      return SIMD2(x / Float(course.columns), y)
    }
  }

  func render(_ grid: PixelGrid, into pixels: UnsafeMutableBufferPointer<Float>) {
    BraidsRenderer(self, grid).render(into: pixels)
  }

  private static func tint(
    _ difficulty: BraidsDifficulty, using random: inout CounterGenerator
  ) -> SIMD3<Float> {
    let range = -difficulty.tint...difficulty.tint
    return SIMD3(random.uniform(range), random.uniform(range), random.uniform(range))
  }
}

/// Where in the image a braid lies, and how it is turned.
private struct Frame {
  let side: Float
  private let center: SIMD2<Float>
  private let cosine: Float
  private let sine: Float

  init(_ difficulty: BraidsDifficulty, using random: inout CounterGenerator) {
    side = random.uniform(difficulty.side)
    let room = (1 - side) / 2
    center = 0.5 + SIMD2(random.uniform(-room...room), random.uniform(-room...room))
    let angle = random.uniform(-difficulty.turn...difficulty.turn)
    (cosine, sine) = (cos(angle), sin(angle))
  }

  /// The place in the unit square of a point given along the braid and in lanes.
  func place(_ point: SIMD2<Float>) -> SIMD2<Float> {
    let u = (point.x - 0.5) * side
    let v = ((point.y + 0.5) / Float(BraidsScene.count) - 0.5) * side
    return center + SIMD2(cosine * u - sine * v, sine * u + cosine * v)
  }
}

import Foundation
import Randomness

/// Nine signs on a field of three by three cells, one of them marked.
///
/// Who begins at the mark, goes to
/// the next cell that way as the sign says, and there again, leaves the field in the end at one of the
/// twelve sides of cells on its rim: that is the class.
///
/// To follow the way a network reads the signs, which are small (resolution) and of several designs
/// (width), and goes from one to the next (depth): each step needs the one before. Short ways are the
/// more frequent, so that there is always something to learn next. Signs off the way point anywhere,
/// and design, colour and exact place carry no class; where the mark is tells something, and what is
/// beyond that has to be read.
struct SignpostsScene: GeneratedScene {
  /// Cells along a side of the field.
  static let side = 3

  static let classNames = [
    "top left", "top", "top right", "right top", "right", "right bottom", "bottom right", "bottom",
    "bottom left", "left bottom", "left", "left top",
  ]

  /// Where a sign points, in the order of the classes' sides.
  enum Direction: Int, CaseIterable {
    case up, right, down, left

    /// A step that way; y grows downwards.
    var step: (x: Int, y: Int) {
      switch self {
      case .up: (0, -1)
      case .right: (1, 0)
      case .down: (0, 1)
      case .left: (-1, 0)
      }
    }

    /// The angle from the x axis towards the y axis.
    var angle: Float { Float(rawValue - 1) * .pi / 2 }
  }

  /// A cell by column and row.
  struct Cell: Hashable {
    var column: Int
    var row: Int

    var index: Int { row * side + column }

    /// The neighbour in a direction; nil beyond the field.
    func next(_ direction: Direction) -> Cell? {
      let (x, y) = direction.step
      let cell = Cell(column: column + x, row: row + y)
      let field = 0..<side
      return field.contains(cell.column) && field.contains(cell.row) ? cell : nil
    }
  }

  /// A sign as it is drawn: a design at a place, turned.
  struct Sign {
    let design: SignDesign
    let x: Float
    let y: Float
    let radius: Float
    let angle: Float
    let color: SIMD3<Float>
  }

  /// Where the way begins.
  let start: Cell
  /// What the signs say, cell by cell.
  let directions: [Direction]
  let signs: [Sign]
  let ground: SIMD3<Float>
  /// The mark: a disc behind the sign at which the way begins.
  let mark: (x: Float, y: Float, radius: Float, color: SIMD3<Float>)
  let noise: Float
  /// The seed of the noise.
  let noiseKey: UInt32

  init(label: Int, difficulty: SignpostsDifficulty, using random: inout CounterGenerator) {
    var directions = (0..<Self.side * Self.side).map { _ in
      Direction.allCases[random.index(below: 4)]
    }
    start = Self.lay(wayTo: label, on: &directions, difficulty, using: &random)
    self.directions = directions

    let field = random.uniform(difficulty.fieldSide)
    let (left, top) = (random.uniform(0...1 - field), random.uniform(0...1 - field))
    let cell = field / Float(Self.side)
    let shade = random.uniform(difficulty.groundShade)
    let ground = shade + Self.tint(difficulty, using: &random)
    self.ground = ground
    mark = (
      left + (Float(start.column) + 0.5) * cell, top + (Float(start.row) + 0.5) * cell,
      cell * difficulty.markRadius, ground - difficulty.markContrast
    )
    let radius = cell * random.uniform(difficulty.signRadius)
    let contrast = random.uniform(difficulty.signContrast)
    let jitter = -difficulty.shift...difficulty.shift
    let designs = SignDesign.allCases.prefix(difficulty.designs)
    signs = directions.enumerated().map { index, direction in
      let (row, column) = index.quotientAndRemainder(dividingBy: Self.side)
      return Sign(
        design: designs[random.index(below: designs.count)],
        x: left + (Float(column) + 0.5 + random.uniform(jitter)) * cell,
        y: top + (Float(row) + 0.5 + random.uniform(jitter)) * cell, radius: radius,
        angle: direction.angle + random.uniform(-difficulty.turn...difficulty.turn),
        color: ground + contrast * random.uniform(0.9...1.1)
          + Self.tint(difficulty, using: &random))
    }
    noise = difficulty.noise
    noiseKey = random.nextWord()
  }

  func render(_ grid: PixelGrid, into pixels: UnsafeMutableBufferPointer<Float>) {
    SignpostsRenderer(self, grid).render(into: pixels)
  }

  /// The side of the rim at which a way ends, clockwise from the top left.
  static func exit(from cell: Cell, _ direction: Direction) -> Int {
    let place =
      switch direction {
      case .up: cell.column
      case .right: cell.row
      case .down: side - 1 - cell.column
      case .left: side - 1 - cell.row
      }
    return direction.rawValue * side + place
  }

  /// Makes signs lead to an exit, laying the way from its end backwards over cells that it has not
  /// touched.
  ///
  /// - Returns: Where it begins.
  private static func lay(
    wayTo exit: Int, on directions: inout [Direction], _ difficulty: SignpostsDifficulty,
    using random: inout CounterGenerator
  ) -> Cell {
    let (wall, place) = exit.quotientAndRemainder(dividingBy: side)
    let last = side - 1
    var cell =
      switch wall {
      case 0: Cell(column: place, row: 0)
      case 1: Cell(column: last, row: place)
      case 2: Cell(column: last - place, row: last)
      default: Cell(column: 0, row: last - place)
      }
    directions[cell.index] = Direction.allCases[wall]
    var touched: Set<Cell> = [cell]
    while touched.count < difficulty.longestWay, random.chance(Double(difficulty.goesOn)) {
      let ways = random.permutation(4).compactMap { number in
        let direction = Direction.allCases[Int(number)]
        // The cell from which a sign that way leads here.
        let opposite = Direction.allCases[(Int(number) + 2) % 4]
        return cell.next(opposite).map { (from: $0, direction: direction) }
      }
      guard let way = ways.first(where: { !touched.contains($0.from) }) else { break }
      cell = way.from
      directions[cell.index] = way.direction
      touched.insert(cell)
    }
    return cell
  }

  /// A little colour that changes no brightness.
  private static func tint(
    _ difficulty: SignpostsDifficulty, using random: inout CounterGenerator
  ) -> SIMD3<Float> {
    let range = -difficulty.tint...difficulty.tint
    let tint = SIMD3(random.uniform(range), random.uniform(range), random.uniform(range))
    return tint - tint.sum() / 3
  }
}

/// Bars of uncertainty that stand beside what they would cover: the rises of a staircase, which run
/// through the points themselves, and other bars at the same place.
struct ErrorBars {
  /// The ends of a bar and the point it belongs to.
  struct Bar: Hashable {
    let low: PixelPoint
    let middle: PixelPoint
    let high: PixelPoint
  }

  /// Bars that are there: curves that begin at one network have its bar once.
  private var drawn: Set<Bar> = []
  /// Upright lines that are there.
  private var taken: [(x: Double, top: Double, bottom: Double)]

  /// - Parameter steps: the corners of each staircase.
  init(steps: [[PixelPoint]]) {
    taken = steps.flatMap { corners in
      zip(corners, corners.dropFirst()).filter { $0.x == $1.x && $0.y != $1.y }.map {
        (x: $0.x, top: min($0.y, $1.y), bottom: max($0.y, $1.y))
      }
    }
  }

  private static let halfCap = 3.0

  /// Path data of bars, each at its point or beside it, where a short line leads to it.
  ///
  /// - Parameters:
  ///   - bars: the bars.
  ///   - radius: that of the points' markers.
  /// - Returns: the data of one path.
  mutating func add(_ bars: [Bar], radius: Double) -> String {
    bars.filter { drawn.insert($0).inserted }.map { bar in
      let (top, bottom) = (min(bar.low.y, bar.high.y), max(bar.low.y, bar.high.y))
      let beside = radius + Self.halfCap + 2
      let shift = [0, -beside, beside, -2 * beside, 2 * beside].first { shift in
        !taken.contains {
          abs($0.x - bar.middle.x - shift) < 2 * Self.halfCap && $0.top < bottom && $0.bottom > top
        }
      }
      let x = bar.middle.x + (shift ?? 0)
      taken.append((x, top, bottom))
      let caps = [bar.low.y, bar.high.y].map { y in
        SVGCanvas.pathData([
          PixelPoint(x: x - Self.halfCap, y: y), PixelPoint(x: x + Self.halfCap, y: y),
        ])
      }
      let link =
        x == bar.middle.x
        ? "" : SVGCanvas.pathData([PixelPoint(x: x, y: bar.middle.y), bar.middle])
      return caps.joined()
        + SVGCanvas.pathData([bar.low, bar.high].map { PixelPoint(x: x, y: $0.y) })
        + link
    }.joined()
  }
}

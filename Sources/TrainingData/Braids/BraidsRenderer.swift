/// Samples a ``BraidsScene`` at the pixels of an image, eight at a time, with outlines softened over a
/// pixel and a half.
struct BraidsRenderer {
  private typealias Lanes = PixelGrid.Lanes

  private let scene: BraidsScene
  private let grid: PixelGrid
  private let softness: Float

  init(_ scene: BraidsScene, _ grid: PixelGrid) {
    self.scene = scene
    self.grid = grid
    softness = 1.5 * grid.footprint
  }

  /// Writes the image, `[height, width, 3]`, within 0…1.
  func render(into pixels: UnsafeMutableBufferPointer<Float>) {
    let groups = grid.groups
    withUnsafeTemporaryAllocation(of: Lanes.self, capacity: 4 * groups) { memory in
      let row = UnsafeMutableBufferPointer(rebasing: memory[..<(3 * groups)])
      let distances = UnsafeMutableBufferPointer(rebasing: memory[(3 * groups)...])
      for line in 0..<grid.size.height {
        let y = grid.y(line)
        for channel in 0..<3 {
          for group in 0..<groups {
            row[channel * groups + group] = Lanes(repeating: scene.ground[channel])
          }
        }
        for (index, corners) in scene.strands.enumerated() {
          draw(corners[...], scene.ink, at: y, into: row, distances)
          if index == scene.marked, scene.markedPieces > 0 {
            draw(corners[...scene.markedPieces], scene.mark, at: y, into: row, distances)
          }
        }
        grid.finish(row, line: line, noise: (scene.noise, scene.noiseKey), into: pixels)
      }
    }
  }

  /// Draws what a line of pixels shows of a strand of one colour.
  ///
  /// - Parameters:
  ///   - corners: The strand's, in order.
  ///   - color: Its colour.
  ///   - line: Where the line of pixels is.
  ///   - row: The line's colours, channel by channel.
  ///   - distances: Room for a distance in each pixel of the line.
  private func draw(
    _ corners: ArraySlice<SIMD2<Float>>, _ color: SIMD3<Float>, at line: Float,
    into row: UnsafeMutableBufferPointer<Lanes>, _ distances: UnsafeMutableBufferPointer<Lanes>
  ) {
    let far = Lanes(repeating: softness)
    let extent = scene.halfWidth + softness
    var touched = grid.groups..<grid.groups
    for (start, end) in zip(corners, corners.dropFirst()) {
      guard min(start.y, end.y) - extent < line, max(start.y, end.y) + extent > line else {
        continue
      }
      let span = end - start
      let columns = grid.columns(
        around: start.x + span.x / 2, reach: abs(span.x) / 2 + extent)
      guard !columns.isEmpty else { continue }
      // What no piece of this strand has touched yet is far from it.
      let all =
        min(
          touched.lowerBound, columns.lowerBound)..<(touched.isEmpty
        ? columns.upperBound : max(touched.upperBound, columns.upperBound))
      for group in all where !touched.contains(group) { distances[group] = far }
      touched = all
      let length = (span * span).sum()
      let height = line - start.y
      for group in columns {
        let x = grid.x(group) - start.x
        let share = length > 0 ? clip((x * span.x + height * span.y) / length) : 0 * x
        let (across, along) = (x - share * span.x, height - share * span.y)
        let distance = (across * across + along * along).squareRoot() - scene.halfWidth
        distances[group] = lesser(distances[group], distance)
      }
    }
    for group in touched {
      let coverage = PixelGrid.coverage(distances[group], softness: softness)
      for channel in 0..<3 {
        let index = channel * grid.groups + group
        row[index] += coverage * (color[channel] - row[index])
      }
    }
  }
}

import Foundation

/// Samples a ``SignpostsScene`` at the pixels of an image, eight at a time, with outlines softened
/// over a pixel and a half.
struct SignpostsRenderer {
  private typealias Lanes = PixelGrid.Lanes

  private let scene: SignpostsScene
  private let grid: PixelGrid

  init(_ scene: SignpostsScene, _ grid: PixelGrid) {
    self.scene = scene
    self.grid = grid
  }

  /// Writes the image, `[height, width, 3]`, within 0…1.
  func render(into pixels: UnsafeMutableBufferPointer<Float>) {
    let groups = grid.groups
    let signs = scene.signs.map { sign in
      (sign, cosine: cos(sign.angle), sine: sin(sign.angle))
    }
    withUnsafeTemporaryAllocation(of: Lanes.self, capacity: 3 * groups) { row in
      for line in 0..<grid.size.height {
        let y = grid.y(line)
        for channel in 0..<3 {
          for group in 0..<groups {
            row[channel * groups + group] = Lanes(repeating: scene.ground[channel])
          }
        }
        let mark = scene.mark
        draw(mark.color, x: mark.x, y: mark.y, radius: mark.radius, reach: 1, at: y, into: row) {
          ($0 * $0 + $1 * $1).squareRoot() - 1
        }
        for (sign, cosine, sine) in signs {
          draw(
            sign.color, x: sign.x, y: sign.y, radius: sign.radius,
            reach: SignDesign.greatestReach, at: y, into: row
          ) { x, y in
            sign.design.distance(x: cosine * x + sine * y, y: cosine * y - sine * x)
          }
        }
        grid.finish(row, line: line, noise: (scene.noise, scene.noiseKey), into: pixels)
      }
    }
  }

  /// Draws what a line shows of a thing of one colour, by the distance from its outline at radius 1.
  @inline(__always)
  private func draw(
    _ color: SIMD3<Float>, x: Float, y: Float, radius: Float, reach: Float, at line: Float,
    into row: UnsafeMutableBufferPointer<Lanes>, distance: (Lanes, Lanes) -> Lanes
  ) {
    let extent = radius * reach + 2 * grid.footprint
    guard abs(line - y) < extent else { return }
    let softness = 1.5 * grid.footprint / radius
    let height = Lanes(repeating: (line - y) / radius)
    for group in grid.columns(around: x, reach: extent) {
      let coverage = PixelGrid.coverage(
        distance((grid.x(group) - x) / radius, height), softness: softness)
      for channel in 0..<3 {
        let index = channel * grid.groups + group
        row[index] += coverage * (color[channel] - row[index])
      }
    }
  }
}

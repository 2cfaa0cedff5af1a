import Foundation

/// Samples a ``ShapesScene`` at the pixels of an image, eight at a time.
///
/// A pixel shows the scene through a Gaussian of half a pixel's standard deviation: waves are
/// weakened by its exact response, outlines are softened over a pixel and a half. So finer detail
/// than the pixels can carry fades instead of aliasing.
struct ShapesRenderer {
  private typealias Lanes = PixelGrid.Lanes

  private let scene: ShapesScene
  private let grid: PixelGrid

  init(_ scene: ShapesScene, _ grid: PixelGrid) {
    self.scene = scene
    self.grid = grid
  }

  /// Writes the image, `[height, width, 3]`, within 0…1.
  func render(into pixels: UnsafeMutableBufferPointer<Float>) {
    // Whole groups of eight pixels a row, channel by channel, interleaved at the end.
    let groups = grid.groups
    let ground = scene.texture.map(filtered)
    let pieces = scene.pieces.map(prepare)
    withUnsafeTemporaryAllocation(of: Lanes.self, capacity: 3 * groups) { row in
      for line in 0..<grid.size.height {
        let y = grid.y(line)
        for group in 0..<groups {
          let x = grid.x(group)
          var color = Color(scene.ground)
          for wave in ground { color.add(wave, x: x, y: Lanes(repeating: y)) }
          for channel in 0..<3 { row[channel * groups + group] = color[channel] }
        }
        for piece in pieces where abs(y - piece.source.y) < piece.reach {
          draw(piece, y: y, groups: groups, into: row)
        }
        grid.finish(row, line: line, noise: (scene.noise, scene.noiseKey), into: pixels)
      }
    }
  }

  // MARK: Layers

  /// Three channels of eight pixels.
  private struct Color {
    var red: Lanes
    var green: Lanes
    var blue: Lanes

    init(_ color: SIMD3<Float>) {
      red = Lanes(repeating: color.x)
      green = Lanes(repeating: color.y)
      blue = Lanes(repeating: color.z)
    }

    @inline(__always)
    mutating func add(_ wave: ShapesScene.Wave, x: Lanes, y: Lanes) {
      let value = sine(wave.u * x + wave.v * y + wave.phase / (2 * .pi))
      red += wave.amplitude.x * value
      green += wave.amplitude.y * value
      blue += wave.amplitude.z * value
    }

    subscript(channel: Int) -> Lanes {
      channel == 0 ? red : channel == 1 ? green : blue
    }
  }

  /// A piece with what all its pixels share.
  private struct PreparedPiece {
    let source: ShapesScene.Piece
    let surface: [ShapesScene.Wave]
    let cosine: Float
    let sine: Float
    /// How far from the centre along an axis it may reach.
    let reach: Float
    /// The pixel's footprint, in units of the radius.
    let softness: Float
  }

  private func prepare(_ piece: ShapesScene.Piece) -> PreparedPiece {
    let bend = piece.bends.reduce(0) { $0 + $1.amplitude.x }
    let footprint = grid.footprint
    return PreparedPiece(
      source: piece, surface: piece.surface.map(filtered), cosine: cos(piece.angle),
      sine: sin(piece.angle),
      reach: piece.radius * Outlines.greatestReach + bend + 2 * footprint,
      softness: 1.5 * footprint / piece.radius)
  }

  /// A wave as the pixels' footprint shows it: exp(−2π²σ²f²) is the response of a Gaussian.
  private func filtered(_ wave: ShapesScene.Wave) -> ShapesScene.Wave {
    let (u, v) = (wave.u * grid.stepX, wave.v * grid.stepY)
    let response = exp(-2 * Float.pi * .pi * 0.25 * (u * u + v * v))
    return ShapesScene.Wave(
      u: wave.u, v: wave.v, phase: wave.phase, amplitude: wave.amplitude * response)
  }

  private func draw(
    _ piece: PreparedPiece, y: Float, groups: Int, into row: UnsafeMutableBufferPointer<Lanes>
  ) {
    let source = piece.source
    for group in grid.columns(around: source.x, reach: piece.reach) {
      let unbent = grid.x(group)
      var x = unbent
      var bentY = Lanes(repeating: y)
      for (index, bend) in source.bends.enumerated() {
        // Displacements are read at the unbent point, so that their order does not matter.
        let shift: Float = bend.phase / (2 * .pi)
        let turns: Lanes = bend.u * unbent + bend.v * y + shift
        let value: Lanes = bend.amplitude.x * sine(turns)
        if index < 2 { x += value } else { bentY += value }
      }
      let (dx, dy) = ((x - source.x) / source.radius, (bentY - source.y) / source.radius)
      let (along, across) = (
        piece.cosine * dx + piece.sine * dy, piece.cosine * dy - piece.sine * dx
      )
      var distance = Outlines.distance(source.outline, x: along, y: across)
      if source.likeness > 0 {
        let other = Outlines.distance(source.lookalike, x: along, y: across)
        distance += source.likeness * (other - distance)
      }
      let coverage = PixelGrid.coverage(distance, softness: piece.softness)
      var color = Color(source.color)
      for wave in piece.surface { color.add(wave, x: x, y: bentY) }
      for channel in 0..<3 {
        let index = channel * groups + group
        row[index] += coverage * (color[channel] - row[index])
      }
    }
  }

  // MARK: Vector functions

  /// sin(2πt), within 2·10⁻⁴: the parabola of the sine's zeros and extrema, sharpened once.
  @inline(__always)
  private static func sine(_ t: Lanes) -> Lanes {
    // t in −½ ... ½. Adding 1.5 · 2²³ rounds to the nearest whole number, ties to even, where t is
    // below 2²²; `rounded` is a call for each lane.
    let magic: Float = 12_582_912
    let phase = t - ((t + magic) - magic)
    let magnitude = phase.replacing(with: -phase, where: phase .< 0)
    let parabola = phase * (8 - 16 * magnitude)
    let height = parabola.replacing(with: -parabola, where: parabola .< 0)
    return parabola * (0.775 + 0.225 * height)
  }

  private func sine(_ t: Lanes) -> Lanes { Self.sine(t) }
}

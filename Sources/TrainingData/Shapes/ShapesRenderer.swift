import Foundation

/// Samples a ``ShapesScene`` at the pixels of an image, eight at a time.
///
/// A pixel shows the scene through a Gaussian of half a pixel's standard deviation: waves are
/// weakened by its exact response, outlines are softened over a pixel and a half. So finer detail
/// than the pixels can carry fades instead of aliasing.
struct ShapesRenderer {
  private typealias Lanes = SIMD8<Float>
  private static let lanes = 8
  private static let ramp = Lanes(0, 1, 2, 3, 4, 5, 6, 7)

  private let scene: ShapesScene
  private let size: ImageSize
  /// The scene's coordinates of the first pixel's centre, and the steps between pixels.
  private let firstX: Float
  private let firstY: Float
  private let stepX: Float
  private let stepY: Float

  init(_ scene: ShapesScene, window: ImageWindow, size: ImageSize) {
    self.scene = scene
    self.size = size
    stepX = Float(window.width / Double(size.width))
    stepY = Float(window.height / Double(size.height))
    firstX = Float(window.left) + stepX / 2
    firstY = Float(window.top) + stepY / 2
  }

  /// Writes the image, `[height, width, 3]`, within 0…1.
  func render(into pixels: UnsafeMutableBufferPointer<Float>) {
    // Whole groups of eight pixels a row, channel by channel, interleaved at the end.
    let groups = (size.width + Self.lanes - 1) / Self.lanes
    let ground = scene.texture.map(filtered)
    let pieces = scene.pieces.map(prepare)
    withUnsafeTemporaryAllocation(of: Lanes.self, capacity: 3 * groups) { row in
      for line in 0..<size.height {
        let y = firstY + Float(line) * stepY
        for group in 0..<groups {
          let x = firstX + (Float(group * Self.lanes) + Self.ramp) * stepX
          var color = Color(scene.ground)
          for wave in ground { color.add(wave, x: x, y: Lanes(repeating: y)) }
          for channel in 0..<3 { row[channel * groups + group] = color[channel] }
        }
        for piece in pieces where abs(y - piece.source.y) < piece.reach {
          draw(piece, y: y, groups: groups, into: row)
        }
        finish(row, line: line, groups: groups, into: pixels)
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
    let footprint = (stepX * stepY).squareRoot()
    return PreparedPiece(
      source: piece, surface: piece.surface.map(filtered), cosine: cos(piece.angle),
      sine: sin(piece.angle),
      reach: piece.radius * Outlines.greatestReach + bend + 2 * footprint,
      softness: 1.5 * footprint / piece.radius)
  }

  /// A wave as the pixels' footprint shows it: exp(−2π²σ²f²) is the response of a Gaussian.
  private func filtered(_ wave: ShapesScene.Wave) -> ShapesScene.Wave {
    let (u, v) = (wave.u * stepX, wave.v * stepY)
    let response = exp(-2 * Float.pi * .pi * 0.25 * (u * u + v * v))
    return ShapesScene.Wave(
      u: wave.u, v: wave.v, phase: wave.phase, amplitude: wave.amplitude * response)
  }

  private func draw(
    _ piece: PreparedPiece, y: Float, groups: Int, into row: UnsafeMutableBufferPointer<Lanes>
  ) {
    let source = piece.source
    for group in columns(of: piece, groups: groups) {
      let unbent: Lanes = firstX + (Float(group * Self.lanes) + Self.ramp) * stepX
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
      let coverage = smooth(0.5 - distance / piece.softness)
      var color = Color(source.color)
      for wave in piece.surface { color.add(wave, x: x, y: bentY) }
      for channel in 0..<3 {
        let index = channel * groups + group
        row[index] += coverage * (color[channel] - row[index])
      }
    }
  }

  /// The groups of pixels that a piece may touch.
  private func columns(of piece: PreparedPiece, groups: Int) -> Range<Int> {
    func group(_ x: Float) -> Float { (x - firstX) / (stepX * Float(Self.lanes)) }
    let low = min(max(group(piece.source.x - piece.reach).rounded(.down), 0), Float(groups))
    let high = min(max(group(piece.source.x + piece.reach).rounded(.down) + 1, low), Float(groups))
    return Int(low)..<Int(high)
  }

  /// Interleaves a row, adds noise, clips.
  private func finish(
    _ row: UnsafeMutableBufferPointer<Lanes>, line: Int, groups: Int,
    into pixels: UnsafeMutableBufferPointer<Float>
  ) {
    for group in 0..<groups {
      let count = min(Self.lanes, size.width - group * Self.lanes)
      for channel in 0..<3 {
        let position = UInt32(truncatingIfNeeded: (line * groups + group) * 3 + channel)
        let noisy =
          row[channel * groups + group]
          + scene.noise * Self.noise(position &* 8, key: scene.noiseKey)
        let value = Self.clip(noisy)
        let start = (line * size.width + group * Self.lanes) * 3 + channel
        for lane in 0..<count { pixels[start + 3 * lane] = value[lane] }
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

  /// Nearly normal numbers of deviation 1: the sums of four bytes of a hash of position and key.
  private static func noise(_ position: UInt32, key: UInt32) -> Lanes {
    // The mixer "lowbias32" of Chris Wellons' hash-prospector.
    var hash = (SIMD8<UInt32>(0, 1, 2, 3, 4, 5, 6, 7) &+ position) ^ key
    hash = (hash ^ (hash &>> 16)) &* 0x7FEB_352D
    hash = (hash ^ (hash &>> 15)) &* 0x846C_A68B
    hash ^= hash &>> 16
    let sum = (hash & 0xFF) &+ (hash &>> 8 & 0xFF) &+ (hash &>> 16 & 0xFF) &+ (hash &>> 24)
    // Four uniform bytes have mean 4 · 127.5 and variance 4 · (256² − 1)/12.
    return (Lanes(SIMD8<Int32>(truncatingIfNeeded: sum)) - 510) / 147.799
  }

  /// 0 below 0, 1 above 1.
  @inline(__always)
  private static func clip(_ t: Lanes) -> Lanes {
    let above = t.replacing(with: 0, where: t .< 0)
    return above.replacing(with: 1, where: above .> 1)
  }

  /// 0 below 0, 1 above 1, a cubic between.
  @inline(__always)
  private static func smooth(_ t: Lanes) -> Lanes {
    let clipped = clip(t)
    return clipped * clipped * (3 - 2 * clipped)
  }

  private func smooth(_ t: Lanes) -> Lanes { Self.smooth(t) }
  private func sine(_ t: Lanes) -> Lanes { Self.sine(t) }
}

/// The pixels of an image as places in a scene's unit square, eight at a time.
///
/// A pixel shows a scene through a footprint of about its own size, so that detail finer than the
/// pixels can carry fades instead of aliasing.
struct PixelGrid {
  typealias Lanes = SIMD8<Float>
  static let lanes = 8
  private static let ramp = Lanes(0, 1, 2, 3, 4, 5, 6, 7)

  let size: ImageSize
  /// The scene's coordinates of the first pixel's centre, and the steps between pixels.
  let firstX: Float
  let firstY: Float
  let stepX: Float
  let stepY: Float

  init(window: ImageWindow, size: ImageSize) {
    self.size = size
    stepX = Float(window.width / Double(size.width))
    stepY = Float(window.height / Double(size.height))
    firstX = Float(window.left) + stepX / 2
    firstY = Float(window.top) + stepY / 2
  }

  /// Groups of eight pixels in a row; of the last, some may lie outside.
  var groups: Int { (size.width + Self.lanes - 1) / Self.lanes }

  /// The side of a pixel.
  var footprint: Float { (stepX * stepY).squareRoot() }

  /// Where the pixels of a group are.
  func x(_ group: Int) -> Lanes { firstX + (Float(group * Self.lanes) + Self.ramp) * stepX }

  /// Where a line is.
  func y(_ line: Int) -> Float { firstY + Float(line) * stepY }

  /// The groups of pixels that a thing may touch.
  func columns(around x: Float, reach: Float) -> Range<Int> {
    func group(_ x: Float) -> Float { (x - firstX) / (stepX * Float(Self.lanes)) }
    let low = min(max(group(x - reach).rounded(.down), 0), Float(groups))
    let high = min(max(group(x + reach).rounded(.down) + 1, low), Float(groups))
    return Int(low)..<Int(high)
  }

  /// Adds noise to a row, channel by channel, clips it to 0…1 and interleaves it into an image.
  ///
  /// - Parameters:
  ///   - row: `3 * groups` groups of pixels.
  ///   - line: Which row it is.
  ///   - noise: The deviation of the noise, and its seed.
  ///   - pixels: `[height, width, 3]`.
  func finish(
    _ row: UnsafeMutableBufferPointer<Lanes>, line: Int, noise: (deviation: Float, key: UInt32),
    into pixels: UnsafeMutableBufferPointer<Float>
  ) {
    for group in 0..<groups {
      let count = min(Self.lanes, size.width - group * Self.lanes)
      for channel in 0..<3 {
        let position = UInt32(truncatingIfNeeded: (line * groups + group) * 3 + channel)
        let noisy =
          row[channel * groups + group]
          + noise.deviation * Self.noise(position &* 8, key: noise.key)
        let value = clip(noisy)
        let start = (line * size.width + group * Self.lanes) * 3 + channel
        for lane in 0..<count { pixels[start + 3 * lane] = value[lane] }
      }
    }
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

  /// How much of a pixel lies inside an outline: 1 well within, 0 well outside, a cubic between.
  ///
  /// - Parameters:
  ///   - distance: From the outline, negative inside.
  ///   - softness: Over how much distance it fades.
  /// - Returns: A share for each pixel.
  @inline(__always)
  static func coverage(_ distance: Lanes, softness: Float) -> Lanes {
    let clipped = clip(0.5 - distance / softness)
    return clipped * clipped * (3 - 2 * clipped)
  }
}

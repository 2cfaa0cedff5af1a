/// A change of one 8-bit image that AutoAugment and RandAugment draw from, with its strength.
///
/// Results are those of Pillow, bit for bit, and so of torchvision's policies on Pillow's images:
/// blending in float32, cut off and not rounded; geometry by nearest neighbour with coordinates in
/// 16-bit fixed point, black where the image does not reach.
/// Source: AutoAugment, arXiv:1805.09501, table 6.
enum ImageOperator: Hashable, Sendable {
  case identity
  /// Shows, `level` · row to the right, what was there.
  case shearX(level: Double)
  /// Shows, `level` · column below, what was there.
  case shearY(level: Double)
  /// Moves the image by whole pixels to the right.
  case translateX(pixels: Int)
  /// Moves the image by whole pixels down.
  case translateY(pixels: Int)
  /// Turns the image around its centre, counterclockwise.
  case rotate(degrees: Double)
  /// Stretches each channel so that its darkest level becomes 0 and its lightest 255.
  case autoContrast
  case invert
  /// Maps each channel's levels so that all become about equally frequent.
  case equalize
  /// Inverts the levels from `threshold` up.
  case solarize(threshold: Double)
  /// Keeps the upper `bits` of each level, 0 to 8.
  case posterize(bits: Int)
  /// Blends with the image's mean brightness: 0 gives a grey plane, 1 the image, 2 twice the
  /// contrast.
  case contrast(factor: Double)
  /// Blends with the image in grey.
  case color(factor: Double)
  /// Blends with black.
  case brightness(factor: Double)
  /// Blends with the image smoothed.
  case sharpness(factor: Double)

  /// Changes an image of one or three channels.
  func apply(to image: inout ByteImage) {
    switch self {
    case .identity: break
    case .shearX(let level): image.transform(AffineMap(1, level, 0, 0, 1, 0))
    case .shearY(let level): image.transform(AffineMap(1, 0, 0, level, 1, 0))
    case .translateX(let pixels): image.transform(AffineMap(1, 0, -Double(pixels), 0, 1, 0))
    case .translateY(let pixels): image.transform(AffineMap(1, 0, 0, 0, 1, -Double(pixels)))
    case .rotate(let degrees): image.transform(AffineMap(turning: degrees, image.size))
    case .autoContrast: image.stretchContrast()
    case .invert: image.mapAll { 255 - $0 }
    case .equalize: image.equalize()
    case .solarize(let threshold): image.mapAll { Double($0) < threshold ? $0 : 255 - $0 }
    case .posterize(let bits): image.mapAll { ($0 >> (8 - bits)) << (8 - bits) }
    case .contrast(let factor):
      let luma = image.luma
      let mean = Double(luma.reduce(0) { $0 + Int($1) }) / Double(luma.count)
      let grey = UInt8(mean + 0.5)
      image.blend(factor) { _ in grey }
    case .color(let factor):
      let (luma, channels) = (image.luma, image.channels)
      image.blend(factor) { luma[$0 / channels] }
    case .brightness(let factor): image.blend(factor) { _ in 0 }
    case .sharpness(let factor):
      let smooth = image.smoothed
      image.blend(factor) { smooth[$0] }
    }
  }
}

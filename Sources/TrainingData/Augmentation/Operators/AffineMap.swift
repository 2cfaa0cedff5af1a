import Foundation

/// Where each pixel of a transformed image comes from: x′ = a x + b y + c, y′ = d x + e y + f, in
/// pixels, pixel (0, 0) covering 0…1.
struct AffineMap {
  let a, b, c, d, e, f: Double

  init(_ a: Double, _ b: Double, _ c: Double, _ d: Double, _ e: Double, _ f: Double) {
    (self.a, self.b, self.c, self.d, self.e, self.f) = (a, b, c, d, e, f)
  }

  /// Turns an image counterclockwise around its centre.
  init(turning degrees: Double, _ size: ImageSize) {
    let radians = degrees * .pi / 180
    let (c, s) = (cos(radians), sin(radians))
    let (x, y) = (Double(size.width) / 2, Double(size.height) / 2)
    self.init(c, -s, x - c * x + s * y, s, c, y - s * x - c * y)
  }
}

extension ByteImage {
  /// Takes each pixel from where `map` says, the nearest one, or makes it black outside the image.
  ///
  /// In Pillow's 16-bit fixed point, whose steps decide which of two pixels is nearest.
  mutating func transform(_ map: AffineMap) {
    func fixed(_ value: Double) -> Int { Int((value * 65536 + 0.5).rounded(.down)) }
    let source = self
    let (stepX, stepY) = (fixed(map.a), fixed(map.d))
    // From the middles of pixels.
    var rowX = fixed(map.c + map.a * 0.5 + map.b * 0.5)
    var rowY = fixed(map.f + map.d * 0.5 + map.e * 0.5)
    for row in 0..<size.height {
      var (x, y) = (rowX, rowY)
      for column in 0..<size.width {
        let (fromColumn, fromRow) = (x >> 16, y >> 16)
        let isInside =
          fromColumn >= 0 && fromColumn < size.width && fromRow >= 0 && fromRow < size.height
        let target = (row * size.width + column) * channels
        let from = isInside ? (fromRow * size.width + fromColumn) * channels : 0
        for channel in 0..<channels {
          pixels[target + channel] = isInside ? source.pixels[from + channel] : 0
        }
        x += stepX
        y += stepY
      }
      rowX += fixed(map.b)
      rowY += fixed(map.e)
    }
  }
}

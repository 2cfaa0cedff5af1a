import Randomness

/// A rectangle within an image that is made 0.
struct Cutout: Hashable {
  let rows: Range<Int>
  let columns: Range<Int>

  /// A rectangle of `share` of the image's sides around a pixel drawn anywhere, as far as it lies
  /// inside.
  init(share: Double, of size: ImageSize, using random: inout CounterGenerator) {
    func range(_ side: Int) -> Range<Int> {
      let length = max(1, Int((share * Double(side)).rounded()))
      let first = random.index(below: side) - length / 2
      return max(0, first)..<min(side, first + length)
    }
    rows = range(size.height)
    columns = range(size.width)
  }

  /// Clears the rectangle of an image `[height, width, channels]`.
  func apply(to pixels: UnsafeMutableBufferPointer<Float>, size: ImageSize) {
    let channels = pixels.count / size.area
    for row in rows {
      let first = (row * size.width + columns.lowerBound) * channels
      pixels[first..<first + columns.count * channels].update(repeating: 0)
    }
  }
}

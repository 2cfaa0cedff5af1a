/// Where an image's pixels go: moved by whole pixels, then mirrored or not.
struct Placement: Hashable {
  /// Pixels down and right; negative for up and left.
  ///
  /// Less than the image's sides.
  let down: Int
  let right: Int
  let isMirrored: Bool

  /// Moves the pixels of an image `[height, width, channels]`; those that nothing moves to become 0.
  func apply(to pixels: UnsafeMutableBufferPointer<Float>, size: ImageSize) {
    let channels = pixels.count / size.area
    precondition(pixels.count == size.area * channels, "the buffer has the size of the image")
    precondition(abs(down) < size.height && abs(right) < size.width, "part of the image remains")
    guard let base = pixels.baseAddress else { return }
    let row = size.width * channels
    if down != 0 || right != 0 { shift(base, size: size, channels: channels) }
    if isMirrored {
      for line in 0..<size.height {
        Self.mirror(base + line * row, width: size.width, channels: channels)
      }
    }
  }

  /// Row by row, in the order that reads each row before it is written over.
  private func shift(_ base: UnsafeMutablePointer<Float>, size: ImageSize, channels: Int) {
    let row = size.width * channels
    let kept = (size.width - abs(right)) * channels
    let (from, to) = (max(-right, 0) * channels, max(right, 0) * channels)
    for step in 0..<size.height {
      let line = down > 0 ? size.height - 1 - step : step
      let target = base + line * row
      let source = line - down
      guard source >= 0 && source < size.height else {
        target.update(repeating: 0, count: row)
        continue
      }
      // Source and target may overlap.
      (target + to).update(from: base + source * row + from, count: kept)
      target.update(repeating: 0, count: to)
      (target + to + kept).update(repeating: 0, count: row - to - kept)
    }
  }

  private static func mirror(_ row: UnsafeMutablePointer<Float>, width: Int, channels: Int) {
    for column in 0..<width / 2 {
      let (left, right) = (column * channels, (width - 1 - column) * channels)
      for channel in 0..<channels {
        (row[left + channel], row[right + channel]) = (row[right + channel], row[left + channel])
      }
    }
  }
}

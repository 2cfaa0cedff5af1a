/// One image of 8-bit channels, `[height, width, channels]`, as image operators take and give it.
struct ByteImage: Hashable {
  let size: ImageSize
  let channels: Int
  var pixels: [UInt8]

  init(size: ImageSize, channels: Int, pixels: [UInt8]) {
    precondition(pixels.count == size.area * channels, "the buffer has the size of the image")
    self.size = size
    self.channels = channels
    self.pixels = pixels
  }

  /// Rounds values of 0…1 to the nearest of 256 levels; those of stored bytes come back exactly.
  init(rounding values: UnsafeMutableBufferPointer<Float>, size: ImageSize) {
    let pixels = [UInt8](unsafeUninitializedCapacity: values.count) { bytes, initialized in
      for index in 0..<values.count {
        bytes[index] = UInt8(max(0, min(255, values[index] * 255 + 0.5)))
      }
      initialized = values.count
    }
    self.init(size: size, channels: values.count / size.area, pixels: pixels)
  }

  /// Writes the levels as 0…1.
  func write(to values: UnsafeMutableBufferPointer<Float>) {
    for (index, byte) in pixels.enumerated() { values[index] = Float(byte) / 255 }
  }

  /// How often each level occurs in one channel.
  func histogram(of channel: Int) -> [Int] {
    var counts = [Int](repeating: 0, count: 256)
    for index in stride(from: channel, to: pixels.count, by: channels) {
      counts[Int(pixels[index])] += 1
    }
    return counts
  }

  /// Replaces each level of each channel by another.
  ///
  /// - Parameter levels: Given a channel, the 256 new levels, or `nil` to leave it alone.
  mutating func map(_ levels: (_ channel: Int) -> [UInt8]?) {
    for channel in 0..<channels {
      guard let levels = levels(channel) else { continue }
      for index in stride(from: channel, to: pixels.count, by: channels) {
        pixels[index] = levels[Int(pixels[index])]
      }
    }
  }

  /// Replaces each level by another, alike in all channels.
  mutating func mapAll(_ level: (Int) -> Int) {
    let levels = (0..<256).map { UInt8(level($0)) }
    for index in pixels.indices { pixels[index] = levels[Int(pixels[index])] }
  }

  /// The brightness of each pixel: 0.299 R + 0.587 G + 0.114 B (ITU-R BT.601) in 16-bit fixed point,
  /// rounded, as Pillow's mode `L`.
  var luma: [UInt8] {
    if channels == 1 { return pixels }
    return (0..<size.area).map { pixel in
      let first = pixel * channels
      let sum =
        19595 * Int(pixels[first]) + 38470 * Int(pixels[first + 1]) + 7471 * Int(pixels[first + 2])
      return UInt8((sum + 0x8000) >> 16)
    }
  }
}

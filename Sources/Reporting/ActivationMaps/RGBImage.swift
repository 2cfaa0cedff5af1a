package import TrainingData

/// A picture in memory: red, green and blue, eight bits each.
package struct RGBImage: Hashable, Sendable {
  package let size: ImageSize
  /// `[height, width, 3]`.
  package let bytes: [UInt8]

  /// - Precondition: three bytes for each pixel.
  package init(size: ImageSize, bytes: [UInt8]) {
    precondition(bytes.count == 3 * size.area, "\(bytes.count) bytes for \(size) pixels")
    self.size = size
    self.bytes = bytes
  }

  /// An image as a data set gives it.
  ///
  /// - Parameters:
  ///   - pixels: `[height, width, channels]`.
  ///   - size: height and width.
  ///   - channels: 3 for red, green, blue; the mean of any others is shown as grey.
  ///   - holdsIntensities: whether 0 is black and 1 full; otherwise the least value is black, and the
  ///     greatest full.
  package init(_ pixels: [Float], size: ImageSize, channels: Int, holdsIntensities: Bool) {
    precondition(pixels.count == size.area * channels, "the array has the size of the image")
    let (least, greatest) =
      holdsIntensities ? (0, 1) : (pixels.min() ?? 0, pixels.max() ?? 0)
    let range = greatest > least ? greatest - least : 1
    func byte(_ value: Float) -> UInt8 {
      UInt8((255 * min(max((value - least) / range, 0), 1)).rounded())
    }
    var bytes: [UInt8] = []
    bytes.reserveCapacity(3 * size.area)
    for start in stride(from: 0, to: pixels.count, by: channels) {
      let pixel = pixels[start..<start + channels]
      if channels == 3 {
        bytes += pixel.map(byte)
      } else {
        let grey = byte(pixel.reduce(0, +) / Float(channels))
        bytes += [grey, grey, grey]
      }
    }
    self.init(size: size, bytes: bytes)
  }

  /// This picture under a map's colours, half of each.
  ///
  /// - Parameters:
  ///   - map: one value for each pixel of `mapSize`; the least has the first colour of
  ///     ``ColorScale``, the greatest the last.
  ///   - mapSize: brought to this picture's size bilinearly.
  /// - Returns: a picture of the same size.
  package func overlaid(with map: [Double], mapSize: ImageSize) -> RGBImage {
    precondition(map.count == mapSize.area, "\(map.count) values for a map of \(mapSize)")
    // What is left of float's range by features of any size.
    let largest = map.lazy.map(abs).max() ?? 0
    let coarse = map.map { largest > 0 ? Float($0 / largest) : 0 }
    var fine = [Float](repeating: 0, count: size.area)
    fine.withUnsafeMutableBufferPointer { fine in
      coarse.withUnsafeBufferPointer {
        Resampler(from: mapSize, to: size, filter: .bilinear).resample($0, channels: 1, into: fine)
      }
    }
    let (least, greatest) = (fine.min() ?? 0, fine.max() ?? 0)
    let range = greatest > least ? greatest - least : 1
    var bytes = self.bytes
    for (pixel, value) in fine.enumerated() {
      let color = ColorScale.color(Double((value - least) / range))
      for (channel, level) in [color.red, color.green, color.blue].enumerated() {
        let blended = (Int(bytes[3 * pixel + channel]) + Int(level) + 1) / 2
        bytes[3 * pixel + channel] = UInt8(blended)
      }
    }
    return RGBImage(size: size, bytes: bytes)
  }
}

/// Images of one size held in memory as bytes, `[image, height, width, channel]`.
struct ByteImages: ImageSource {
  let size: ImageSize
  let channels: Int
  private let pixels: [UInt8]
  /// Where the first image begins in `pixels`: after a file's header.
  private let start: Int
  private let labels: [UInt8]

  /// Images whose bytes begin at `start`; there must be as many images as labels.
  init(pixels: [UInt8], start: Int = 0, size: ImageSize, channels: Int, labels: [UInt8]) {
    precondition(pixels.count - start == labels.count * size.area * channels)
    self.pixels = pixels
    self.start = start
    self.size = size
    self.channels = channels
    self.labels = labels
  }

  var count: Int { labels.count }
  var nativeSize: ImageSize? { size }

  func label(at index: Int) -> Int { Int(labels[index]) }

  func write(
    _ index: Int, window: ImageWindow, size target: ImageSize,
    into output: UnsafeMutableBufferPointer<Float>
  ) {
    precondition(output.count == target.area * channels, "the buffer has the size of the image")
    withBytes(of: index) { bytes in
      if target == size && window == .full {
        Self.convert(bytes, into: output)
        return
      }
      Resampler(from: size, window: window, to: target).resample(
        bytes: bytes, channels: channels, into: output)
    }
  }

  /// The mean and standard deviation of each channel over all images, of bytes as 0…1.
  var normalization: Normalization {
    pixels.withUnsafeBufferPointer {
      Normalization(measuring: UnsafeBufferPointer(rebasing: $0[start...]), channels: channels)
    }
  }

  private func withBytes(of index: Int, _ body: (UnsafeBufferPointer<UInt8>) -> Void) {
    precondition(index >= 0 && index < count, "image \(index) of \(count)")
    let length = size.area * channels
    pixels.withUnsafeBufferPointer {
      let first = start + index * length
      body(UnsafeBufferPointer(rebasing: $0[first..<first + length]))
    }
  }

  private static func convert(
    _ bytes: UnsafeBufferPointer<UInt8>, into output: UnsafeMutableBufferPointer<Float>
  ) {
    for index in 0..<bytes.count { output[index] = Float(bytes[index]) / 255 }
  }
}

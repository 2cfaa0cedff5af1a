/// Images of one size held in memory as bytes, `[image, height, width, channel]`.
public struct ByteImages: ImageSource {
  /// Height and width of each image, in pixels.
  public let size: ImageSize
  /// 1 for grey, 3 for red, green, blue.
  public let channels: Int
  private let pixels: [UInt8]
  /// Where the first image begins in `pixels`: after a file's header.
  private let start: Int
  private let labels: [Int]

  /// Images one after the other, each row by row, the channels of a pixel side by side.
  ///
  /// - Parameters:
  ///   - pixels: `labels.count * size.area * channels` bytes, 0…255; a trainer sees them as 0…1,
  ///     normalised.
  ///   - size: Height and width of each image.
  ///   - channels: 1 for grey, 3 for red, green, blue; others are never changed in colour.
  ///   - labels: The class of each image, from 0.
  /// - Throws: ``TrainingDataError`` where the number of bytes does not fit, or a label is negative.
  public init(
    pixels: [UInt8], size: ImageSize, channels: Int, labels: [Int]
  ) throws(TrainingDataError) {
    guard channels > 0 else {
      throw TrainingDataError(
        .invalidParameter, "images of \(channels) channels; expected 1 or more")
    }
    let (length, isLong) = size.area.multipliedReportingOverflow(by: channels)
    let (expected, isMany) = length.multipliedReportingOverflow(by: labels.count)
    guard !isLong, !isMany, expected == pixels.count else {
      throw TrainingDataError(
        .mismatch,
        "\(pixels.count) bytes for \(labels.count) images of \(size) pixels and \(channels) "
          + "channels; expected \(isLong || isMany ? "more" : String(expected))")
    }
    if let index = labels.firstIndex(where: { $0 < 0 }) {
      throw TrainingDataError(
        .labelOutOfRange, "image \(index) has label \(labels[index]); expected 0 or more")
    }
    self.init(checked: pixels, start: 0, size: size, channels: channels, labels: labels)
  }

  /// Images whose bytes begin at `start` of a file that has been checked.
  init(checked pixels: [UInt8], start: Int = 0, size: ImageSize, channels: Int, labels: [Int]) {
    precondition(pixels.count - start == labels.count * size.area * channels)
    self.pixels = pixels
    self.start = start
    self.size = size
    self.channels = channels
    self.labels = labels
  }

  /// How many images there are.
  public var count: Int { labels.count }
  /// The size of every image.
  public var nativeSize: ImageSize? { size }

  /// The class of image `index`, from 0.
  public func label(at index: Int) -> Int { labels[index] }

  /// Writes an image as ``ImageSource`` says; one of the stored size is copied, others are resized.
  public func write(
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
  public var normalization: Normalization {
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

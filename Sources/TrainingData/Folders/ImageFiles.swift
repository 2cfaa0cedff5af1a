import CImageCodecs

/// Images in files, decoded each time they are asked for: memory holds no more than one decoded
/// image per reading thread.
///
/// All have three channels: grey is repeated, alpha left out of account, CMYK multiplied out.
struct ImageFiles: ImageSource {
  struct File: Hashable {
    let path: String
    let label: Int
    let header: ImageFileHeader
  }

  let files: [File]
  var decoders = ImageDecoders.standard

  var count: Int { files.count }
  var channels: Int { 3 }
  var nativeSize: ImageSize? { nil }

  func size(of index: Int) -> ImageSize? { files[index].header.size }

  func file(of index: Int) -> String? { files[index].path }

  func label(at index: Int) -> Int { files[index].label }

  func write(
    _ index: Int, window: ImageWindow, size: ImageSize,
    into pixels: UnsafeMutableBufferPointer<Float>
  ) throws(TrainingDataError) {
    precondition(pixels.count == size.area * channels, "the buffer has the size of the image")
    let (file, orientation) = (files[index], files[index].header.orientation)
    let window = orientation.stored(window)
    let target =
      orientation.isTransposed ? ImageSize(height: size.width, width: size.height) : size
    let decoded = try decode(file, window: window, size: target)
    let resampler = Resampler(from: decoded.size, window: window, to: target)
    decoded.pixels.withUnsafeBufferPointer { bytes in
      if orientation == .upright {
        resampler.resample(bytes: bytes, channels: channels, into: pixels)
        return
      }
      withUnsafeTemporaryAllocation(of: Float.self, capacity: pixels.count) { stored in
        resampler.resample(bytes: bytes, channels: channels, into: stored)
        orientation.turn(
          UnsafeBufferPointer(stored), channels: channels, into: pixels, size: size)
      }
    }
  }

  /// The pixels of a file, not turned; a JPEG is decoded at the smallest half, quarter or eighth
  /// that has still as many pixels as are wanted.
  private func decode(
    _ file: File, window: ImageWindow, size: ImageSize
  ) throws(TrainingDataError) -> (pixels: [UInt8], size: ImageSize) {
    let bytes = try FileBytes.read(file.path)
    let (stored, format) = (file.header.stored, file.header.format)
    let denominator: Int =
      switch format {
      case .png: 1
      case .jpeg: Self.denominator(stored, window: window, size: size)
      }
    let decoded = ImageSize(
      height: (stored.height + denominator - 1) / denominator,
      width: (stored.width + denominator - 1) / denominator)
    let decoder = try decoders.decoder(of: format, for: file.path)
    let pixels = try decoder.pixels(
      of: bytes, denominator: denominator, size: decoded, file: file.path)
    return (pixels, decoded)
  }

  /// 1, 2, 4 or 8, by which a JPEG's sides are divided.
  ///
  /// A side of fewer than 8 pixels is never reduced: TurboJPEG, which is given the size and not the
  /// factor, has several factors for one such size.
  static func denominator(_ stored: ImageSize, window: ImageWindow, size: ImageSize) -> Int {
    let (height, width) = (
      window.height * Double(stored.height), window.width * Double(stored.width)
    )
    guard min(stored.height, stored.width) >= 8 else { return 1 }
    return [8, 4, 2].first {
      height >= Double($0 * size.height) && width >= Double($0 * size.width)
    } ?? 1
  }
}

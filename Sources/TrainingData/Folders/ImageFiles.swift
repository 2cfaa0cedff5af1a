#if ImageFolders
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

    var count: Int { files.count }
    var channels: Int { 3 }
    var nativeSize: ImageSize? { nil }

    func size(of index: Int) -> ImageSize? { files[index].header.size }

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
      var message = ci_message()
      var isDecoded = false
      let pixels = [UInt8](unsafeUninitializedCapacity: decoded.area * channels) { pixels, count in
        isDecoded =
          switch format {
          case .png:
            ci_decode_png(
              bytes, bytes.count, decoded.width, decoded.height, pixels.baseAddress, &message) == 1
          case .jpeg:
            ci_decode_jpeg(
              bytes, bytes.count, Int32(denominator), decoded.width, decoded.height,
              pixels.baseAddress, &message) == 1
          }
        count = isDecoded ? decoded.area * channels : 0
      }
      guard isDecoded else {
        let text = withUnsafeBytes(of: message.text) {
          String(decoding: $0.prefix { $0 != 0 }, as: UTF8.self)
        }
        throw TrainingDataError(
          .corrupt, file: file.path,
          "the image cannot be decoded: \(text); replace the file, or remove it")
      }
      return (pixels, decoded)
    }

    static func denominator(_ stored: ImageSize, window: ImageWindow, size: ImageSize) -> Int {
      let (height, width) = (
        window.height * Double(stored.height), window.width * Double(stored.width)
      )
      return [8, 4, 2].first {
        height >= Double($0 * size.height) && width >= Double($0 * size.width)
      } ?? 1
    }
  }

#endif

import CImageCodecs

/// Decodes the files of one format, with a library that was found at run time or that is linked.
struct ImageDecoder: Sendable {
  /// What of an image is wanted: at which part of its size, and what size that gives.
  struct Request {
    let bytes: [UInt8]
    let denominator: Int
    let size: ImageSize
  }

  /// Decodes into `size.area * 3` bytes; whether all of them are written, else a message is.
  private let decode: @Sendable (Request, UnsafeMutablePointer<UInt8>, inout ci_message) -> Bool

  /// The pixels of a file, `[height, width, 3]`.
  ///
  /// - Parameters:
  ///   - bytes: The whole file.
  ///   - denominator: 1, 2, 4 or 8 for JPEG, by which both sides are divided and rounded up; 1 for PNG.
  ///   - size: What that gives.
  ///   - file: For errors.
  /// - Returns: `size.area * 3` bytes.
  /// - Throws: ``TrainingDataError`` for a file that is damaged, or of another size.
  func pixels(
    of bytes: [UInt8], denominator: Int = 1, size: ImageSize, file: String
  ) throws(TrainingDataError) -> [UInt8] {
    let request = Request(bytes: bytes, denominator: denominator, size: size)
    var message = ci_message()
    var isDecoded = false
    let length = size.area * 3
    let pixels = [UInt8](unsafeUninitializedCapacity: length) { pixels, count in
      if let start = pixels.baseAddress { isDecoded = decode(request, start, &message) }
      count = isDecoded ? length : 0
    }
    guard isDecoded else {
      throw TrainingDataError(
        .corrupt, file: file,
        "the image cannot be decoded: \(message.words); replace the file, or remove it")
    }
    return pixels
  }
}

/// The functions of a library.
private struct Functions: @unchecked Sendable {
  // What it points to is written before it is handed out, and never again.
  let address: OpaquePointer
}

extension ImageDecoder {
  /// Decodes PNG through functions of libpng.
  private init(png: Functions) {
    decode = { request, pixels, message in
      ci_decode_png(
        png.address, request.bytes, request.bytes.count, request.size.width, request.size.height,
        pixels, &message) == 1
    }
  }

  /// Decodes JPEG through functions of libturbojpeg.
  private init(turboJPEG: Functions) {
    decode = { request, pixels, message in
      ci_decode_jpeg(
        turboJPEG.address, request.bytes, request.bytes.count, Int32(request.denominator),
        request.size.width, request.size.height, pixels, &message) == 1
    }
  }

  /// Decodes PNG with the first of these libraries that can be loaded.
  static func png(loading names: [String]) -> Result<ImageDecoder, MissingImageLibrary> {
    load(names) { ci_load_png($0, $1) }.map { ImageDecoder(png: $0) }
  }

  /// Decodes JPEG with the first of these libraries that can be loaded.
  static func jpeg(loading names: [String]) -> Result<ImageDecoder, MissingImageLibrary> {
    load(names) { ci_load_turbojpeg($0, $1) }.map { ImageDecoder(turboJPEG: $0) }
  }

  private static func load(
    _ names: [String], _ load: (String, UnsafeMutablePointer<ci_message>) -> OpaquePointer?
  ) -> Result<Functions, MissingImageLibrary> {
    var causes: [String] = []
    for name in names {
      var message = ci_message()
      if let address = load(name, &message) { return .success(Functions(address: address)) }
      causes.append(message.words)
    }
    return .failure(MissingImageLibrary(names: names, cause: causes.first ?? "no name is known"))
  }

  #if ImageFolders
    /// Decodes PNG with the libpng that is linked.
    static var linkedPNG: ImageDecoder? {
      ci_linked_png().map { ImageDecoder(png: Functions(address: $0)) }
    }

    /// Decodes JPEG with the libjpeg that is linked.
    static let linkedJPEG = ImageDecoder(decode: { request, pixels, message in
      ci_decode_linked_jpeg(
        request.bytes, request.bytes.count, Int32(request.denominator), request.size.width,
        request.size.height, pixels, &message) == 1
    })
  #endif
}

extension ci_message {
  fileprivate var words: String {
    withUnsafeBytes(of: text) { String(decoding: $0.prefix { $0 != 0 }, as: UTF8.self) }
  }
}

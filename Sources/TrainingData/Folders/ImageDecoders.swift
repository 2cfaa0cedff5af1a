import CImageCodecs

/// What decodes each format of images, as far as its library is there.
struct ImageDecoders: Sendable {
  let png: Result<ImageDecoder, MissingImageLibrary>
  let jpeg: Result<ImageDecoder, MissingImageLibrary>

  /// The decoder of a format.
  ///
  /// - Parameters:
  ///   - format: PNG or JPEG.
  ///   - file: A file that needs it, for the error.
  /// - Returns: The decoder, the same for every file.
  /// - Throws: ``TrainingDataError`` that says what to install where the library is not there.
  func decoder(
    of format: ImageFileHeader.Format, for file: String
  ) throws(TrainingDataError) -> ImageDecoder {
    let (found, package) =
      switch format {
      case .png: (png, Self.libpng)
      case .jpeg: (jpeg, Self.libturbojpeg)
      }
    do throws(MissingImageLibrary) {
      return try found.get()
    } catch {
      throw TrainingDataError(
        .missingLibrary, file: file,
        "reading \(package.format) images takes \(package.library), which is not on this machine; "
          + "looked for \(error.names.joined(separator: ", ")) (\(error.cause)); install "
          + package.packages + Self.remark(on: format))
    }
  }

  /// The libraries' files: by the name that stands for their interface, on Linux and on macOS; there
  /// also where Homebrew keeps them, which the loader does not look through.
  static let pngNames = names(
    linux: "libpng16.so.16", macOS: "libpng16.16.dylib", formula: "libpng")
  static let jpegNames = names(
    linux: "libturbojpeg.so.0", macOS: "libturbojpeg.0.dylib", formula: "jpeg-turbo")

  private static func names(linux: String, macOS: String, formula: String) -> [String] {
    #if os(macOS)
      [macOS] + ["/opt/homebrew", "/usr/local"].map { "\($0)/opt/\(formula)/lib/\(macOS)" }
    #else
      [linux]
    #endif
  }

  #if ImageFolders
    /// Those that are linked.
    static let standard = ImageDecoders(
      png: ImageDecoder.linkedPNG.map { .success($0) }
        ?? .failure(MissingImageLibrary(names: [], cause: "libpng is not linked")),
      jpeg: .success(.linkedJPEG))
  #else
    /// Those that the system has; looked for once, when the first image is wanted.
    static let standard = found
  #endif

  /// Those that the system has, also where others are linked.
  static let found = ImageDecoders(
    png: ImageDecoder.png(loading: pngNames), jpeg: ImageDecoder.jpeg(loading: jpegNames))

  // MARK: - What to install

  private struct Package {
    let format: String
    let library: String
    let packages: String
  }

  private static let libpng = Package(
    format: "PNG", library: "libpng 1.6",
    packages: "it (Debian and Ubuntu: apt-get install libpng16-16; macOS: brew install libpng)")

  private static let libturbojpeg = Package(
    format: "JPEG", library: "libturbojpeg 2 or later",
    packages: "it (Debian: apt-get install libturbojpeg0; Ubuntu: apt-get install libturbojpeg; "
      + "macOS: brew install jpeg-turbo)")

  /// libjpeg is on many machines without libturbojpeg, and looks as if it were enough.
  private static func remark(on format: ImageFileHeader.Format) -> String {
    let alone = ["libjpeg.so.62", "libjpeg.so.8", "libjpeg.8.dylib"]
    guard format == .jpeg, let name = alone.first(where: { ci_can_load($0) == 1 }) else {
      return ""
    }
    return "; \(name) is there, but only builds with the trait ImageFolders can use it"
  }
}

import Foundation
import Testing

@testable import TrainingData

@Suite struct ImageDecoderTests {
  /// A library that is not there is an error that names a file that needs it, the library, what was
  /// looked for and the package; before any image is decoded, and only where one is of its format.
  @Test(arguments: [
    (
      "rgb.png", "1.png",
      ["libpng 1.6", "libnone.so.1, libnone.so.2", "apt-get install libpng16-16"]
    ),
    (
      "rgb.jpg", "1.jpg",
      ["libturbojpeg", "libnone.so.3", "Debian: apt-get install libturbojpeg0", "Ubuntu"]
    ),
  ])
  func saysWhatToInstall(fixture: String, name: String, words: [String]) throws {
    let none = ImageDecoders(
      png: ImageDecoder.png(loading: ["libnone.so.1", "libnone.so.2"]),
      jpeg: ImageDecoder.jpeg(loading: ["libnone.so.3"]))
    let image = try ImageFileFixture.file(fixture)
    let files = ["cat/\(name)": image, "cat/2\(name)": image, "dog/\(name)": image]
    try withFolder(files.merging(["dog/2\(name)": image]) { $1 }) { folder in
      let layout = try #require(
        try ImageFolderLayout(folder: folder, names: FileBytes.names(in: folder)))
      let error = #expect(throws: TrainingDataError.self) {
        try layout.open(name: "pets", decoders: none)
      }
      #expect(error?.reason == .missingLibrary && error?.file?.hasPrefix("\(folder)/") == true)
      for word in words {
        #expect(error?.message.contains(word) == true, "\(error?.message ?? "")")
      }
    }
  }

  #if os(Linux)
    /// What is a library, but not that one, is not taken for it.
    @Test func refusesOtherLibraries() throws {
      let found = [
        ImageDecoder.png(loading: ["libc.so.6"]), ImageDecoder.jpeg(loading: ["libc.so.6"]),
      ]
      let causes = found.map { result in
        if case .failure(let missing) = result { missing.cause } else { "" }
      }
      #expect(
        causes == [
          "it has no function png_get_libpng_ver", "it has no function tjInitDecompress",
        ])
    }
  #endif

  /// A progressive file may not keep a decoder busy for hours.
  @Test(.enabled(if: ImageDecoders.found.areThere, "libturbojpeg is not there"))
  func refusesManyScans() throws {
    let whole = try ImageFileFixture.file("progressive.JPG")
    // The last scan, again and again.
    let scan = try #require(
      whole.indices.last { $0 + 1 < whole.count && whole[$0] == 0xFF && whole[$0 + 1] == 0xDA })
    let bytes =
      Array(whole[..<scan])
      + [[UInt8]](repeating: Array(whole[scan..<whole.count - 2]), count: 300).flatMap(\.self)
      + [0xFF, 0xD9]
    let error = #expect(throws: TrainingDataError.self) {
      try ImageDecoders.found.jpeg.get().pixels(
        of: bytes, size: ImageSize(height: 22, width: 30), file: "x.jpg")
    }
    #expect(error?.message.contains("more than 200 scans") == true, "\(error?.message ?? "")")
  }

  #if ImageFolders
    /// Linked and found libraries give the same pixels, at every part of the size, and of damaged files
    /// as well; what one refuses, so does the other.
    @Test(
      .enabled(if: ImageDecoders.found.areThere, "libpng or libturbojpeg is not there"),
      arguments: try ImageFileFixture.load().map(\.name))
    func bothWaysAgree(name: String) throws {
      let whole = try ImageFileFixture.file(name)
      let stored = try #require(try ImageFileHeader(bytes: whole, file: name)).stored
      let format = try #require(try ImageFileHeader(bytes: whole, file: name)).format
      let ways = [ImageDecoders.standard, .found]
      func decoded(_ bytes: [UInt8], _ denominator: Int) throws -> [[UInt8]?] {
        let size = ImageSize(
          height: (stored.height + denominator - 1) / denominator,
          width: (stored.width + denominator - 1) / denominator)
        return try ways.map { way in
          let decoder = try way.decoder(of: format, for: name)
          return try? decoder.pixels(
            of: bytes, denominator: denominator, size: size, file: name)
        }
      }
      for denominator in format == .jpeg ? [1, 2, 4, 8] : [1] {
        let pixels = try decoded(whole, denominator)
        #expect(pixels[0] != nil && pixels[0] == pixels[1], "1/\(denominator) of \(name)")
      }
      for index in 0..<400 {
        let pixels = try decoded(mutation(of: whole, index), 1)
        #expect(pixels[0] == pixels[1], "change \(index) of \(name)")
      }
    }
  #endif
}

extension ImageDecoders {
  /// Whether both formats can be decoded.
  var areThere: Bool {
    if case (.success, .success) = (png, jpeg) { true } else { false }
  }
}

import Foundation
import Testing

@testable import TrainingData

/// Run where the libraries are: nothing else can say what is in an image.
@Suite(.enabled(if: ImageDecoders.standard.areThere, "libpng or libturbojpeg is not there"))
struct ImageFolderTests {
  /// Two classes: the fixture's file, and another image.
  private func withImage<Result>(
    _ image: [UInt8], name: String = "a.png", _ body: (ImageFiles) throws -> Result
  ) throws -> Result {
    let other = try ImageFileFixture.file("grey.png")
    let files = [
      "train/a/\(name)": image, "train/b/b.png": other, "val/a/a.png": other,
      "val/b/b.png": other,
    ]
    return try withFolder(files) { folder in
      let data = try DataSet.open(folder)
      let source = try #require(data.training as? ImageFiles)
      return try body(
        ImageFiles(files: source.files.filter { $0.path.hasSuffix("/a/\(name)") }))
    }
  }

  /// Every kind of file gives the pixels that Pillow finds in it, upright, to the bit; but for CMYK,
  /// which Pillow multiplies out with another rounding.
  @Test func pixels() throws {
    let images = try ImageFileFixture.load()
    #expect(images.count == 34)
    for image in images {
      try withImage(Array(image.file), name: image.name) { source in
        let size = ImageSize(height: image.height, width: image.width)
        #expect(source.count == 1 && source.size(of: 0) == size, "\(image.name)")
        let found = try source.image(at: 0, size: size)
        let differences = zip(found, image.pixels).map { abs($0 * 255 - Float($1)) }
        let tolerance: Float = image.name == "cmyk.jpg" ? 3 : 0.001
        #expect(
          differences.count == size.area * 3 && differences.allSatisfy { $0 <= tolerance },
          "\(image.name): \(differences.max() ?? 0)")
      }
    }
  }

  /// Parts of turned photographs are those of the upright picture.
  @Test(arguments: 1...8)
  func windows(orientation: Int) throws {
    let name = "orientation-\(orientation).jpg"
    try withImage(try ImageFileFixture.file(name), name: name) { source in
      let size = try #require(source.size(of: 0))
      let whole = try source.image(at: 0, size: size)
      // The lower left quarter, of even sides.
      let (height, width) = (size.height / 2, size.width / 2)
      let window = ImageWindow(
        top: 2 / Double(size.height), left: 4 / Double(size.width),
        height: Double(height) / Double(size.height), width: Double(width) / Double(size.width))
      var part = [Float](repeating: .nan, count: height * width * 3)
      try part.withUnsafeMutableBufferPointer {
        try source.write(
          0, window: window, size: ImageSize(height: height, width: width), into: $0)
      }
      var expected: [Float] = []
      for row in 2..<2 + height {
        expected += whole[(row * size.width + 4) * 3..<(row * size.width + 4 + width) * 3]
      }
      #expect(zip(part, expected).allSatisfy { abs($0 - $1) < 1e-4 })
    }
  }

  /// A photograph shown small is decoded small, and shows the same.
  @Test func reduced() throws {
    #expect(denominator(100, 80, shown: 10, 10) == 8)
    #expect(denominator(100, 79, shown: 10, 10) == 4)
    #expect(denominator(19, 100, shown: 10, 10) == 1)
    #expect(denominator(7, 100, shown: 1, 1) == 1 && denominator(8, 100, shown: 1, 1) == 8)
    try withImage(try ImageFileFixture.file("rgb.jpg"), name: "a.jpg") { source in
      let whole = try source.image(at: 0, size: ImageSize(height: 22, width: 30))
      // An eleventh by a tenth: decoded at half the size.
      let size = ImageSize(height: 11, width: 15)
      var averaged = [Float](repeating: 0, count: size.area * 3)
      averaged.withUnsafeMutableBufferPointer { averaged in
        whole.withUnsafeBufferPointer {
          Resampler(from: ImageSize(height: 22, width: 30), to: size).resample(
            $0, channels: 3, into: averaged)
        }
      }
      let small = try source.image(at: 0, size: size)
      let differences = zip(small, averaged).map { abs($0 - $1) }
      #expect(differences.allSatisfy { $0 < 0.06 })
      #expect(differences.reduce(0, +) / Float(differences.count) < 0.01)
    }
  }

  private func denominator(_ height: Int, _ width: Int, shown rows: Int, _ columns: Int) -> Int {
    ImageFiles.denominator(
      ImageSize(height: height, width: width), window: .full,
      size: ImageSize(height: rows, width: columns))
  }

  /// A fifth of each class is held out, always the same; nothing is in both, nothing is lost.
  @Test func split() throws {
    let image = try ImageFileFixture.file("rgb.png")
    var files: [String: [UInt8]] = [
      "readme.txt": [1], ".hidden/x.png": image, "cat/notes.txt": [],
    ]
    for index in 0..<10 { files["cat/\(index).png"] = image }
    for index in 0..<4 { files["a dog/\(index).PNG"] = image }
    try withFolder(files) { folder in
      let data = try DataSet.open(folder)
      #expect(
        data.classNames == ["a dog", "cat"] && data.channels == 3 && data.flipPreservesLabels)
      let training = try #require(data.training as? ImageFiles)
      let held = try #require(data.validation as? ImageFiles)
      #expect(held.files.map(\.label).sorted() == [0, 1, 1] && training.count == 11)
      #expect(Set(training.files + held.files).count == 14)
      let labels = (0..<11).map(training.label)
      #expect(labels != labels.sorted())
      let again = try DataSet.open(folder)
      #expect((again.training as? ImageFiles)?.files == training.files)
      #expect((again.validation as? ImageFiles)?.files == held.files)
    }
  }

  @Test func namesFolders() throws {
    let image = try ImageFileFixture.file("rgb.png")
    let files = ["train/a/1.png": image, "train/b/1.png": image, "val/a/1.png": image]
    for name in ["val", "validation", "test"] {
      try withFolder(
        [
          "train/a/1.png": image, "train/b/1.png": image, "\(name)/a/1.png": image,
          "\(name)/b/2.png": image,
        ]
      ) { folder in
        let data = try DataSet.open(folder)
        #expect(data.training.count == 2 && data.validation.count == 2)
      }
    }
    try expectError(files, .mismatch, "1 missing (b), 0 unknown")
    // A class may be called train.
    let vehicles = Dictionary(
      uniqueKeysWithValues: ["train/1", "train/2", "car/1", "car/2"].map { ("\($0).png", image) })
    let data = try withFolder(vehicles) { try DataSet.open($0) }
    #expect(data.classNames == ["car", "train"])
  }

  /// Of a folder that has nothing but train, a fifth is held out as of any other.
  @Test func splitsTrain() throws {
    let image = try ImageFileFixture.file("rgb.png")
    var files: [String: [UInt8]] = ["train/notes.txt": []]
    for name in ["a/1", "a/2", "b/1", "b/2", "b/3"] { files["train/\(name).png"] = image }
    try withFolder(files) { folder in
      let data = try DataSet.open(folder)
      let (training, held) = (
        try #require(data.training as? ImageFiles), try #require(data.validation as? ImageFiles)
      )
      #expect(data.validationOrigin == .heldOut)
      #expect(held.files.map(\.label) == [0, 1] && training.count == 3)
      #expect(Set((training.files + held.files).map(\.path)).count == 5)
    }
  }

  private func expectError(
    _ files: [String: [UInt8]], _ reason: TrainingDataError.Reason, _ text: String
  ) throws {
    try withFolder(files) { folder in
      let error = #expect(throws: TrainingDataError.self) { try DataSet.open(folder) }
      #expect(error?.reason == reason && error?.message.contains(text) == true, "\(files.keys)")
      #expect(error?.file?.hasPrefix(folder) == true)
    }
  }

  @Test func refusesFolders() throws {
    let image = try ImageFileFixture.file("rgb.png")
    let two = ["b/1.png": image, "b/2.png": image]
    try expectError(two, .unknownFormat, "only class")
    try expectError(two.merging(["a/x.txt": []]) { $1 }, .unknownFormat, "needs images")
    try expectError(two.merging(["a/1.png": image]) { $1 }, .unknownFormat, "holds one image")
    try expectError(
      ["train/a/1.png": image, "train/b/1.png": image, "held/a/1.png": image], .unknownFormat,
      "holds train and held, but no held-out images")
    try expectError(["a/x.txt": [], "b/x.txt": []], .unknownFormat, "no data set that is known")
  }

  /// Headers are looked at when the folder is opened: what is no image, or too large, is refused
  /// before anything is decoded.
  @Test func refusesHeaders() throws {
    let image = try ImageFileFixture.file("rgb.png")
    func folder(_ bytes: [UInt8]) -> [String: [UInt8]] {
      ["a/1.png": bytes, "a/2.png": image, "b/1.png": image, "b/2.png": image]
    }
    try expectError(folder([]), .corrupt, "neither PNG nor JPEG")
    try expectError(folder(Array("GIF89a".utf8)), .corrupt, "begins with 47 49 46 38")
    try expectError(folder(Array(image[..<20])), .truncated, "within its header")
    func png(_ width: [UInt8], _ height: [UInt8]) -> [UInt8] {
      Array(image[..<16]) + width + height + Array(image[24...])
    }
    try expectError(folder(png([0, 0, 0, 0], [0, 0, 0, 1])), .corrupt, "0×1 pixels")
    try expectError(folder(png([0, 1, 0, 0], [0, 1, 0, 0])), .tooLarge, "65536×65536 pixels")
    try expectError(
      folder(png([255, 255, 255, 255], [255, 255, 255, 255])), .tooLarge, "4294967295")
    let jpeg = try ImageFileFixture.file("rgb.jpg")
    try expectError(folder(Array(jpeg[..<30])), .truncated, "within its header")
    try expectError(folder([0xFF, 0xD8, 0xFF, 0xDA, 0, 4, 0, 0]), .corrupt, "before any frame")
    try expectError(folder([0xFF, 0xD8, 0xFF, 0xE0, 0, 1, 0, 0]), .corrupt, "before any frame")
    try expectError(folder([0xFF, 0xD8, 0xFF, 0xE0, 0, 2, 7, 7, 7, 7]), .corrupt, "FF begins")
  }

  /// Files that end early or hold damage are errors that name them, never half an image.
  @Test(arguments: ["rgb.png", "interlaced.png", "rgb.jpg", "progressive.JPG", "cmyk.jpg"])
  func truncated(name: String) throws {
    let whole = try ImageFileFixture.file(name)
    let header = try #require(try ImageFileHeader(bytes: whole, file: name))
    try withFolder(["x": []]) { folder in
      let path = "\(folder)/\(name)"
      let source = ImageFiles(files: [ImageFiles.File(path: path, label: 0, header: header)])
      for length in stride(from: 24, to: whole.count - 2, by: 7) {
        try Data(whole[..<length]).write(to: URL(fileURLWithPath: path))
        let error = #expect(throws: TrainingDataError.self) {
          try source.image(at: 0, size: header.size)
        }
        #expect(error?.reason == .corrupt && error?.file == path, "\(length) bytes of \(name)")
      }
      // Another image under the name than when the folder was opened.
      let other = try ImageFileFixture.file(
        name.hasSuffix(".png") ? "orientation-1.jpg" : "grey.png")
      try Data(other).write(to: URL(fileURLWithPath: path))
      #expect(throws: TrainingDataError.self) { try source.image(at: 0, size: header.size) }
      try FileManager.default.removeItem(atPath: path)
      let error = #expect(throws: TrainingDataError.self) {
        try source.image(at: 0, size: header.size)
      }
      #expect(error?.reason == .unreadable)
    }
  }

  /// Hundreds of damaged files: each is refused, or gives an image.
  @Test func mutations() throws {
    for image in try ImageFileFixture.load() {
      let whole = Array(image.file)
      try withFolder(["x": []]) { folder in
        let path = "\(folder)/\(image.name)"
        for index in 0..<150 {
          let bytes = mutation(of: whole, index)
          try Data(bytes).write(to: URL(fileURLWithPath: path))
          do throws(TrainingDataError) {
            let header = try ImageFileHeader(path: path)
            // A header may claim any size below the limit.
            if header.stored.area > 1_000_000 { continue }
            let source = ImageFiles(files: [ImageFiles.File(path: path, label: 0, header: header)]
            )
            let pixels = try source.image(at: 0, size: ImageSize(square: 9))
            #expect(pixels.allSatisfy { $0 >= 0 && $0 <= 1.0001 })
          } catch {
            #expect(error.file == path && !error.message.isEmpty)
          }
        }
      }
    }
  }

  /// Notes of an orientation: both byte orders, among other notes, damaged.
  @Test func orientations() throws {
    func segment(_ tiff: [UInt8]) -> ArraySlice<UInt8> {
      ArraySlice(Array("Exif\0\0".utf8) + tiff)
    }
    let big: [UInt8] = [
      0x4D, 0x4D, 0, 42, 0, 0, 0, 8, 0, 2, 1, 0, 0, 3, 0, 0, 0, 1, 0, 9, 0, 0, 1, 0x12, 0, 3, 0,
      0,
      0, 1, 0, 6, 0, 0,
    ]
    let little: [UInt8] = [
      0x49, 0x49, 42, 0, 8, 0, 0, 0, 1, 0, 0x12, 1, 3, 0, 1, 0, 0, 0, 3, 0, 0, 0,
    ]
    #expect(ImageOrientation(segment: segment(big)) == ImageOrientation(exif: 6))
    #expect(ImageOrientation(segment: segment(little)) == ImageOrientation(exif: 3))
    #expect(ImageOrientation(exif: 0) == nil && ImageOrientation(exif: 9) == nil)
    for length in 0..<little.count - 2 {
      #expect(ImageOrientation(segment: segment(Array(little[..<length]))) == nil)
    }
    var away = little
    away[7] = 0xFF
    #expect(ImageOrientation(segment: segment(away)) == nil)
  }
}

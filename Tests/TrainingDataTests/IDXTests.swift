import Testing

@testable import TrainingData

@Suite struct IDXTests {
  /// Three training and two held-out images of 2×3 pixels.
  static let files: [String: [UInt8]] = [
    "train-images-idx3-ubyte": idx([3, 2, 3], (0..<18).map { $0 * 14 }),
    "train-labels-idx1-ubyte": idx([3], [0, 2, 1]),
    "t10k-images-idx3-ubyte": idx([2, 2, 3], (0..<12).map { 255 - $0 }),
    "t10k-labels-idx1-ubyte": idx([2], [2, 0]),
  ]

  static let packed = Dictionary(
    uniqueKeysWithValues: files.map { ("\($0.key).gz", gzip($0.value)) })

  @Test(arguments: [files, packed])
  func reads(_ files: [String: [UInt8]]) throws {
    let data = try withFolder(files) { try DataSet.open($0) }
    #expect(data.classNames == ["0", "1", "2"] && data.channels == 1)
    #expect(data.nativeSize == ImageSize(height: 2, width: 3) && !data.flipPreservesLabels)
    #expect((0..<3).map(data.training.label) == [0, 2, 1])
    #expect((0..<2).map(data.validation.label) == [2, 0])
    let size = ImageSize(height: 2, width: 3)
    for image in 0..<3 {
      let expected = (0..<6).map { Float((image * 6 + $0) * 14) / 255 }
      #expect(try data.training.image(at: image, size: size) == expected)
    }
    #expect(
      try data.validation.image(at: 1, size: size) == (6..<12).map { Float(255 - $0) / 255 })
    // 0, 14, … 17 · 14: mean 8.5 · 14, variance 14² (18² − 1) / 12.
    let deviation = 14 * (323.0 / 12).squareRoot() / 255
    #expect(abs(data.normalization.mean[0] - 8.5 * 14 / 255) < 1e-6)
    #expect(abs(Double(data.normalization.standardDeviation[0]) - deviation) < 1e-6)
  }

  /// Names as some sources write them, and any file of the folder in place of the folder.
  @Test func namesAndPaths() throws {
    var renamed: [String: [UInt8]] = [:]
    for (name, bytes) in Self.files {
      renamed[
        "emnist-letters-" + name.replacing("t10k", with: "test").replacing("-idx", with: ".idx")] =
        bytes
    }
    try withFolder(renamed) { folder in
      let file = "\(folder)/emnist-letters-train-labels.idx1-ubyte"
      for path in [folder, file] {
        let data = try DataSet.open(path)
        #expect(data.training.count == 3 && data.validation.count == 2)
      }
    }
    let both = Self.files.merging(Self.packed) { $1 }
    #expect(try withFolder(both) { try DataSet.open($0).training.count } == 3)
  }

  private static let trainImages = "train-images-idx3-ubyte"
  private static let trainLabels = "train-labels-idx1-ubyte"

  static let refusals: [Refusal] = [
    Refusal(
      "magic of another rank", [trainImages: idx([3, 6], (0..<18).map { $0 })], .corrupt,
      in: trainImages, at: 0, "expected IDX's magic 0 0 8 3", "found 0 0 8 2"),
    Refusal(
      "floats", [trainLabels: [0, 0, 13, 1, 0, 0, 0, 3, 0, 2, 1]], .corrupt, in: trainLabels, at: 0,
      "unsigned bytes", "found 0 0 d 1"),
    Refusal(
      "more labels than images", [trainLabels: idx([4], [0, 2, 1, 1])], .mismatch, in: trainLabels,
      at: 4, "4 labels for the 3 images"),
    Refusal(
      "a pixel too few", [trainImages: idx([3, 2, 3], Array(repeating: 1, count: 17))], .truncated,
      in: trainImages, at: 33, "3×2×3 bytes after the header make 34", "33"),
    Refusal(
      "a pixel too many", [trainImages: idx([3, 2, 3], Array(repeating: 1, count: 19))],
      .trailingData, in: trainImages, at: 34, "34", "35"),
    Refusal(
      "2³¹ images", [trainImages: idx([1 << 31, 2, 3], [1, 2])], .tooLarge, in: trainImages, at: 4,
      "2147483648×2×3", "at most 18"),
    Refusal(
      "sides whose product overflows", [trainImages: idx([~0, ~0, ~0], [1, 2])], .tooLarge,
      in: trainImages, at: 4, "4294967295×4294967295×4294967295"),
    Refusal(
      "no images", [trainImages: idx([0, 2, 3], [])], .corrupt, in: trainImages, at: 4, "no items"),
    Refusal(
      "no width", [trainImages: idx([3, 2, 0], [])], .corrupt, in: trainImages, at: 12, "0 pixels"),
    Refusal(
      "an empty file", [trainImages: []], .truncated, in: trainImages, at: 0, "header of 16"),
    Refusal(
      "half a header", [trainImages: [0, 0, 8, 3, 0, 0]], .truncated, in: trainImages, at: 6,
      "header of 16"),
    Refusal(
      "a held-out label beyond the training labels",
      ["t10k-labels-idx1-ubyte": idx([2], [2, 3])], .labelOutOfRange, in: "t10k-labels-idx1-ubyte",
      at: 9, "label 3", "up to 2"),
    Refusal(
      "one class", [trainLabels: idx([3], [0, 0, 0])], .corrupt, in: trainLabels, at: nil,
      "at least two classes"),
    Refusal(
      "held-out images of another size",
      ["t10k-images-idx3-ubyte": idx([2, 3, 2], (0..<12).map { $0 })],
      .mismatch, in: "t10k-images-idx3-ubyte", at: 8, "3×2", "2×3"),
    Refusal(
      "no training labels", [trainLabels: nil], .unknownFormat, in: "", at: nil,
      "no train-labels-idx1-ubyte"),
    Refusal(
      "no held-out images", ["t10k-images-idx3-ubyte": nil], .unknownFormat, in: "", at: nil,
      "no held-out images", "t10k-images-idx3-ubyte"),
    Refusal(
      "two data sets", ["a-train-images-idx3-ubyte": [1]], .unknownFormat, in: "", at: nil,
      "several data sets", "own folder"),
    Refusal(
      "packed: 2³¹ images",
      [trainImages: nil, "\(trainImages).gz": gzip(idx([1 << 31, 2, 3], [1, 2]))], .tooLarge,
      in: "\(trainImages).gz", at: 4, "2147483648×2×3"),
    Refusal(
      "packed: a pixel too many",
      [trainImages: nil, "\(trainImages).gz": gzip(idx([1, 1, 1], [1, 2]))], .trailingData,
      in: "\(trainImages).gz", at: 17, "after 17 bytes"),
    Refusal(
      "packed: a pixel too few",
      [trainImages: nil, "\(trainImages).gz": gzip(idx([3, 1, 1], [1, 2]))], .truncated,
      in: "\(trainImages).gz", at: 18, "19"),
  ]

  @Test(arguments: refusals)
  func refuses(_ refusal: Refusal) throws {
    try withFolder(refusal.applied(to: Self.files)) { folder in
      let error = #expect(throws: TrainingDataError.self) { try DataSet.open(folder) }
      #expect(error?.reason == refusal.reason && error?.offset == refusal.offset)
      #expect(error?.file == (refusal.file.isEmpty ? folder : "\(folder)/\(refusal.file)"))
      for words in refusal.words {
        #expect(error?.message.contains(words) == true, "\(error?.description ?? "")")
      }
    }
  }
}

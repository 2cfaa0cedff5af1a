import Foundation
import TestSupport
import Testing

@testable import TrainingData

@Suite struct CIFARTests {
  static let ten: [String: [UInt8]] = [
    "data_batch_1.bin": cifarRecord([3], image: 0) + cifarRecord([0], image: 1),
    "data_batch_2.bin": cifarRecord([9], image: 2),
    "test_batch.bin": cifarRecord([7], image: 5),
  ]
  static let hundred: [String: [UInt8]] = [
    "train.bin": cifarRecord([19, 99], image: 0) + cifarRecord([0, 4], image: 1),
    "test.bin": cifarRecord([2, 50], image: 5),
  ]

  private func expectTen(_ data: DataSet) throws {
    #expect(data.classCount == 10 && data.channels == 3 && data.flipPreservesLabels)
    #expect((0..<data.training.count).map(data.training.label) == [3, 0, 9])
    #expect((0..<data.validation.count).map(data.validation.label) == [7])
    for image in 0..<3 { try expectPixels(data.training, at: image, image: image) }
    try expectPixels(data.validation, at: 0, image: 5)
  }

  private func expectPixels(_ source: any ImageSource, at index: Int, image: Int) throws {
    let found = try source.image(at: index, size: ImageSize(square: 32))
    let expected = (0..<1024).flatMap { pixel in
      (0..<3).map { Float(cifarPixel(pixel % 32, pixel / 32, $0, image: image)) / 255 }
    }
    #expect(found == expected)
  }

  @Test(arguments: ["", "cifar-10-batches-bin/"])
  func tenInAFolder(inner: String) throws {
    let files = Dictionary(uniqueKeysWithValues: Self.ten.map { (inner + $0.key, $0.value) })
    try expectTen(try withFolder(files) { try DataSet.open($0) })
  }

  @Test func hundredInAFolder() throws {
    let data = try withFolder(Self.hundred) { try DataSet.open($0) }
    #expect(data.classCount == 100)
    #expect((0..<2).map(data.training.label) == [99, 4] && data.validation.label(at: 0) == 50)
    for image in 0..<2 { try expectPixels(data.training, at: image, image: image) }
  }

  private struct Archives: Decodable {
    struct Archive: Decodable {
      let name: String
      let archive: Data
    }
    let archives: [Archive]
  }

  /// POSIX, GNU and pax archives; packed, unpacked, and as the only archive of a folder.
  @Test func tenInArchives() throws {
    let archives = try fixture("cifar-archives", as: Archives.self, in: .module).archives
    #expect(archives.map(\.name) == ["ustar", "gnu", "pax"])
    for archive in archives {
      let packed = Array(archive.archive)
      let plain = try Gzip(file: archive.name).decompress(packed)
      try withFolder(["a/c.tar.gz": packed, "b/c.tgz": packed, "c/c.tar": plain]) { folder in
        for path in ["a/c.tar.gz", "b/c.tgz", "c/c.tar", "a", "b", "c"] {
          let data = try DataSet.open("\(folder)/\(path)")
          try expectTen(data)
          #expect(data.classNames[0] == "airplane" && data.classNames[9] == "truck")
        }
      }
    }
  }

  /// An entry of a tar archive: its header and, filled up to blocks, its contents.
  private func entry(
    _ name: String, type: Character = "0", link: String = "", _ contents: [UInt8] = []
  ) -> [UInt8] {
    var header = [UInt8](repeating: 0, count: 512)
    func put(_ text: String, at offset: Int) {
      header.replaceSubrange(offset..<offset + text.utf8.count, with: text.utf8)
    }
    func octal(_ value: Int, _ digits: Int) -> String {
      let text = String(value, radix: 8)
      return String(repeating: "0", count: digits - text.count) + text
    }
    put(name, at: 0)
    put(octal(contents.count, 11), at: 124)
    put("        \(type)\(link)", at: 148)
    put("ustar", at: 257)
    put(octal(header.reduce(0) { $0 + Int($1) }, 6) + "\0 ", at: 148)
    return header + contents + [UInt8](repeating: 0, count: (512 - contents.count % 512) % 512)
  }

  /// Archives are read where they are: no name in one is one of the file system, and links are none of
  /// their files.
  @Test func archivesAreReadAndNotUnpacked() throws {
    let record = cifarRecord([3], image: 0)
    let links =
      entry("data_batch_1.bin", type: "2", link: "../secret")
      + entry("test_batch.bin", type: "1", link: "/etc/passwd")
    let strange =
      entry("../../data_batch_1.bin", record) + entry("/etc/test_batch.bin", record)
      + entry("pipe", type: "6") + entry("../new/", type: "5")
    let end = [UInt8](repeating: 0, count: 1024)
    try withFolder(["in/links.tar": links + end, "in/names.tar": strange + end, "secret": record]) {
      folder in
      let error = #expect(throws: TrainingDataError.self) {
        try DataSet.open(folder + "/in/links.tar")
      }
      #expect(error?.reason == .unknownFormat)
      #expect(try DataSet.open(folder + "/in/names.tar").training.count == 1)
      let found = try FileManager.default.subpathsOfDirectory(atPath: folder)
      #expect(Set(found) == ["in", "in/links.tar", "in/names.tar", "secret"])
    }
  }

  /// A tar archive cut anywhere is refused, at its end.
  @Test func truncatedArchives() throws {
    let archive = try fixture("cifar-archives", as: Archives.self, in: .module).archives[0].archive
    let plain = try Gzip(file: "c").decompress(Array(archive))
    let closing = try #require(plain.lastIndex { $0 != 0 })
    for length in stride(from: 0, to: closing / 512 * 512, by: 101) {
      let error = #expect(throws: TrainingDataError.self) {
        try Tar.entries(Array(plain[..<length]), file: "c.tar")
      }
      #expect(error?.reason == .truncated && error?.offset == length && error?.file == "c.tar")
    }
    var damaged = plain
    damaged[0] ^= 1
    let error = #expect(throws: TrainingDataError.self) { try Tar.entries(damaged, file: "c.tar") }
    #expect(error?.reason == .corrupt && error?.offset == 0)
    #expect(error?.message.contains("checksum") == true)
  }

  static let refusalsOfTen: [Refusal] = [
    Refusal(
      "a byte too many", ["data_batch_2.bin": cifarRecord([1], image: 0) + [0]], .truncated,
      in: "data_batch_2.bin", at: 3073, "records of 3073 bytes", "1 are left over"),
    Refusal(
      "an empty batch", ["data_batch_1.bin": []], .truncated, in: "data_batch_1.bin", at: 0,
      "0 bytes are no whole number"),
    Refusal(
      "label 10", ["data_batch_1.bin": cifarRecord([9], image: 0) + cifarRecord([10], image: 1)],
      .labelOutOfRange, in: "data_batch_1.bin", at: 3073, "record 1 has label [10]", "0–9"),
    Refusal(
      "no test batch", ["test_batch.bin": nil], .unknownFormat, in: "data_batch_1.bin", at: nil,
      "no test_batch.bin"),
    Refusal(
      "nine names", ["batches.meta.txt": Array("a\nb\nc\nd\ne\nf\ng\nh\ni\n".utf8)], .mismatch,
      in: "batches.meta.txt", at: nil, "9 class names; expected 10"),
  ]
  static let refusalsOfHundred: [Refusal] = [
    Refusal(
      "label 100", ["test.bin": cifarRecord([0, 100], image: 0)], .labelOutOfRange, in: "test.bin",
      at: 0, "[0, 100]", "fine 0–99"),
    Refusal(
      "coarse label 20", ["train.bin": cifarRecord([20, 0], image: 0)], .labelOutOfRange,
      in: "train.bin", at: 0, "[20, 0]", "coarse 0–19"),
    Refusal(
      "records of CIFAR-10", ["train.bin": cifarRecord([1], image: 0)], .truncated, in: "train.bin",
      at: 0, "records of 3074 bytes", "3073 are left over"),
  ]

  @Test(arguments: refusalsOfTen.map { (ten, $0) } + refusalsOfHundred.map { (hundred, $0) })
  func refuses(_ files: [String: [UInt8]], _ refusal: Refusal) throws {
    try withFolder(refusal.applied(to: files)) { folder in
      let error = #expect(throws: TrainingDataError.self) { try DataSet.open(folder) }
      #expect(error?.reason == refusal.reason && error?.offset == refusal.offset)
      #expect(error?.file == "\(folder)/\(refusal.file)")
      for words in refusal.words {
        #expect(error?.message.contains(words) == true, "\(error?.description ?? "")")
      }
    }
  }
}

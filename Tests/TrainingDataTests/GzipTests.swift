import Foundation
import Testing

@testable import TrainingData

@Suite struct GzipTests {
  private let streams: DeflateFixture
  private let gzipFile = Gzip(file: "data.gz")

  init() throws { streams = try DeflateFixture.load() }

  @Test func everyKindOfBlockAndHeader() throws {
    #expect(streams.accepted.count >= 10)
    for stream in streams.accepted {
      #expect(try gzipFile.decompress(stream.file) == stream.expected, "\(stream.name)")
    }
  }

  @Test(arguments: [0, 1, 65_535, 65_536, 200_000])
  func storedBlocks(length: Int) throws {
    let contents = (0..<length).map { UInt8(truncatingIfNeeded: $0 &* $0 >> 3) }
    #expect(try gzipFile.decompress(gzip(contents)) == contents)
  }

  /// A file that ends early is always called truncated, where it ends.
  @Test func truncatedAnywhere() throws {
    for stream in streams.accepted where stream.hasOneMember {
      for length in 0..<stream.gzip.count {
        let error = #expect(throws: TrainingDataError.self) {
          try gzipFile.decompress(Array(stream.gzip.prefix(length)))
        }
        #expect(
          error?.reason == .truncated && error?.file == "data.gz" && error?.offset == length,
          "\(stream.name), \(length) bytes: \(error?.description ?? "")")
      }
    }
  }

  /// Any changed byte is noticed, except where a header says nothing about the contents.
  @Test func changedBytes() throws {
    for stream in streams.accepted {
      let expected = stream.expected
      for index in stream.file.indices {
        for change: UInt8 in [0x01, 0x10, 0x80, 0xFF] {
          var changed = stream.file
          changed[index] ^= change
          guard let found = try? gzipFile.decompress(changed) else { continue }
          #expect(found == expected, "\(stream.name), byte \(index)")
        }
      }
    }
  }

  @Test func streamsThatZlibRefuses() throws {
    #expect(streams.refused.count >= 10)
    for stream in streams.refused {
      let error = #expect(throws: TrainingDataError.self, "\(stream.name)") {
        try Array(stream.bytes).withUnsafeBytes { bytes in
          var inflate = Inflate(bytes, from: 0, file: "raw", expecting: 0)
          return try inflate.run(limit: .max)
        }
      }
      #expect(error?.reason == .corrupt && error?.file == "raw", "\(stream.name)")
    }
  }

  @Test func headersAndTrailers() throws {
    let good = gzip(Array("contents".utf8))
    let end = good.count
    func changed(_ index: Int, to value: UInt8) -> [UInt8] {
      var bytes = good
      bytes[index] = value
      return bytes
    }
    let cases: [(bytes: [UInt8], reason: TrainingDataError.Reason, offset: Int, words: String)] = [
      (changed(1, to: 0x8C), .corrupt, 0, "1F 8B"),
      (changed(2, to: 7), .corrupt, 2, "expected 8"),
      (changed(3, to: 0x20), .corrupt, 2, "reserved"),
      (changed(end - 8, to: good[end - 8] ^ 1), .corrupt, end - 8, "CRC-32"),
      (changed(end - 4, to: 9), .corrupt, end - 4, "8 bytes, the file says 9"),
      (good + [UInt8](repeating: 0, count: 12), .trailingData, end, "12 bytes follow"),
      (good + [0x1F], .truncated, end + 1, "header"),
    ]
    for (bytes, reason, offset, words) in cases {
      let error = #expect(throws: TrainingDataError.self) { try gzipFile.decompress(bytes) }
      #expect(error?.reason == reason && error?.offset == offset, "\(words)")
      #expect(error?.message.contains(words) == true, "\(error?.message ?? "")")
    }
  }

  @Test func limits() throws {
    for stream in streams.accepted {
      let expected = stream.expected
      #expect(try gzipFile.decompress(stream.file, limit: expected.count) == expected)
      if expected.isEmpty { continue }
      let error = #expect(throws: TrainingDataError.self) {
        try gzipFile.decompress(stream.file, limit: expected.count - 1)
      }
      #expect(error?.reason == .trailingData, "\(stream.name)")
      guard stream.hasOneMember else { continue }
      for count in [0, 1, expected.count / 2, expected.count + 1] {
        #expect(try gzipFile.prefix(count, of: stream.file) == Array(expected.prefix(count)))
      }
    }
  }

  @Test func checksums() {
    // The check value that every catalogue of checksums gives for CRC-32.
    #expect(Array("123456789".utf8).withUnsafeBytes(CRC32.checksum) == 0xCBF4_3926)
    for length in 0..<40 {
      let bytes = (0..<length).map { UInt8($0 * 37 & 255) }
      #expect(bytes.withUnsafeBytes(CRC32.checksum) == checksum(bytes))
    }
  }
}

import Foundation
import Randomness
import TestSupport
import Testing

@testable import TrainingData

/// Thousands of damaged files: each is read as something sound, or refused by an error that names it.
@Suite struct MutationTests {
  @Test func idx() throws {
    try withFolder(IDXTests.files) { folder in
      for name in IDXTests.files.keys.sorted() {
        try openMutations(of: "\(folder)/\(name)", in: folder, count: 1000)
      }
    }
  }

  @Test func packedIDX() throws {
    try withFolder(IDXTests.packed) { folder in
      for name in IDXTests.packed.keys.sorted() {
        try openMutations(of: "\(folder)/\(name)", in: folder, count: 1000)
      }
    }
  }

  @Test func archives() throws {
    struct Archives: Decodable {
      struct Archive: Decodable { let archive: Data }
      let archives: [Archive]
    }
    let packed = try fixture("cifar-archives", as: Archives.self, in: .module).archives[2].archive
    let plain = try Gzip(file: "a").decompress(Array(packed))
    try withFolder(["a/a.tgz": Array(packed), "b/b.tar": plain]) { folder in
      try openMutations(of: "\(folder)/a/a.tgz", in: "\(folder)/a", count: 500)
      try openMutations(of: "\(folder)/b/b.tar", in: "\(folder)/b", count: 500)
    }
  }

  /// Streams without checksums, so that damage goes deeper.
  @Test func rawStreams() throws {
    for stream in try DeflateFixture.load().accepted {
      let body = Array(stream.file.dropFirst(10).dropLast(8))
      for index in 0..<500 {
        let bytes = mutation(of: body, index)
        _ = bytes.withUnsafeBytes { bytes in
          Result { () throws(TrainingDataError) in
            var inflate = Inflate(bytes, from: 0, file: "raw", expecting: 0)
            let isWhole = try inflate.run(limit: 1 << 20)
            #expect(!isWhole || inflate.endOfInput <= bytes.count)
            #expect(inflate.outputCount <= (1 << 20) + 65_535)
          }
        }
      }
    }
  }

  private func openMutations(of path: String, in folder: String, count: Int) throws {
    let url = URL(fileURLWithPath: path)
    let original = Array(try Data(contentsOf: url))
    for index in 0..<count {
      try Data(mutation(of: original, index)).write(to: url)
      do throws(TrainingDataError) {
        try expectSound(try DataSet.open(folder))
      } catch {
        #expect(error.file?.hasPrefix(folder) == true && !error.message.isEmpty)
      }
    }
    try Data(original).write(to: url)
  }

  private func expectSound(_ data: DataSet) throws(TrainingDataError) {
    for source in [data.training, data.validation] {
      #expect(source.count > 0)
      let last = source.count - 1
      #expect((0..<data.classCount).contains(source.label(at: last)))
      let pixels = try source.image(at: last, size: ImageSize(square: 5))
      #expect(pixels.allSatisfy { $0 >= 0 && $0 <= 1.0001 })
    }
  }
}

/// One to three changes: a byte, a bit, an end cut off, a part removed or doubled.
func mutation(of bytes: [UInt8], _ index: Int) -> [UInt8] {
  var random = CounterGenerator(
    seed: UInt64(bytes.count), purpose: RandomPurpose(rawValue: 9000), index: UInt64(index))
  var bytes = bytes
  for _ in 0...random.index(below: 3) {
    let place = random.index(below: bytes.count + 1)
    let length = min(random.index(below: 20), bytes.count - place)
    switch random.index(below: 5) {
    case 0 where place < bytes.count: bytes[place] = UInt8(random.index(below: 256))
    case 1 where place < bytes.count: bytes[place] ^= 1 << UInt8(random.index(below: 8))
    case 2: bytes.removeSubrange(place...)
    case 3: bytes.removeSubrange(place..<place + length)
    default: bytes.insert(contentsOf: bytes[place..<place + length], at: place)
    }
  }
  return bytes
}

@testable import TrainingData

/// Readers of data sets.
enum FuzzedData {
  static func idx(_ bytes: [UInt8]) throws {
    let path = FuzzedFiles.write(bytes, name: "fuzzed.idx")
    var refusal: (any Error)?
    for rank in [1, 3] {
      do {
        let file = try IDXFile(path: path, rank: rank, name: "fuzzed.idx")
        requireEqual(
          file.dimensions.reduce(1, *), file.bytes.count - file.start, "as many as the header says")
      } catch { refusal = error }
    }
    if let refusal { throw refusal }
  }

  /// The first byte says which of the two it is and whether there are names, the second how many records
  /// are for training.
  static func cifar(_ bytes: [UInt8]) throws {
    guard bytes.count > 2 else { return }
    let isHundred = bytes[0] & 1 == 1
    let records = bytes[2...]
    let cut = records.startIndex + min(records.count, Int(bytes[1]) * (isHundred ? 3074 : 3073))
    var files = [
      file(isHundred ? "train.bin" : "data_batch_1.bin", records[..<cut]),
      file(isHundred ? "test.bin" : "test_batch.bin", records[cut...]),
    ]
    if bytes[0] & 2 == 2 {
      files.append(
        file(isHundred ? "fine_label_names.txt" : "batches.meta.txt", records.prefix(100)))
    }
    try check(try CIFARDataSet(name: "fuzzed", files: files)?.open())
  }

  private static func file(_ name: String, _ bytes: ArraySlice<UInt8>) -> CIFARDataSet.File {
    CIFARDataSet.File(name: name, label: name) { bytes }
  }

  private static func check(_ data: DataSet?) throws {
    guard let data else { return }
    for index in 0..<min(2, data.training.count) {
      guard data.classNames.indices.contains(data.training.label(at: index)) else {
        fatalError("a label outside the classes")
      }
      _ = try data.training.image(at: index, size: ImageSize(square: 8))
    }
  }

  static func archive(_ bytes: [UInt8]) throws {
    var bytes = bytes
    if bytes.count & 1 == 0 { bytes = Checksums.tar(bytes) }
    if bytes.count & 2 == 0 { bytes = Checksums.gzip(stored: bytes) }
    try check(try DataSet.open(FuzzedFiles.write(bytes, name: "fuzzed.tar.gz")))
  }

  static func imageHeader(_ bytes: [UInt8]) throws {
    let header = try ImageFileHeader(path: FuzzedFiles.write(bytes, name: "fuzzed.png"))
    requireEqual(
      try? ImageFileHeader(bytes: bytes, file: "fuzzed.png"), header, "by path and by bytes")
  }

  /// Larger images are left out: what is fuzzed is decoding, not waiting.
  private static let greatestArea = 1 << 16

  static func image(_ bytes: [UInt8]) throws {
    let bytes = bytes.count & 1 == 0 ? Checksums.png(bytes) : bytes
    let path = FuzzedFiles.write(bytes, name: "fuzzed.png")
    let header = try ImageFileHeader(path: path)
    guard header.size.area <= greatestArea else { return }
    let images = ImageFiles(
      files: [ImageFiles.File(path: path, label: 0, header: header)], decoders: .found)
    // At the full size, and at one that lets JPEG be decoded at an eighth.
    for size in [header.size, ImageSize(square: 8)] {
      let pixels = try images.image(at: 0, size: size)
      guard pixels.allSatisfy({ $0 >= -1e-3 && $0 <= 1.001 }) else {
        fatalError("a pixel outside 0…1")
      }
    }
  }
}

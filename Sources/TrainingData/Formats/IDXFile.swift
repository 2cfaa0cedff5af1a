/// An array of unsigned bytes in MNIST's IDX format, gzipped or not.
///
/// A header of big-endian words: 0, 0, type (8: unsigned byte), number of dimensions; then each
/// dimension; then the bytes, last dimension innermost. Source: yann.lecun.com/exdb/mnist.
struct IDXFile {
  /// Extents, the number of items first.
  let dimensions: [Int]
  /// The whole file, decompressed.
  let bytes: [UInt8]
  /// Where the first item begins in `bytes`.
  let start: Int

  /// Reads a file that must have `rank` dimensions.
  ///
  /// Its length is compared with its header before room for its contents is made.
  ///
  /// - Parameters:
  ///   - path: The file.
  ///   - rank: 1 for labels, 3 for images.
  ///   - name: How messages call the file.
  /// - Throws: ``TrainingDataError`` saying what is wrong with the file.
  init(path: String, rank: Int, name: String) throws(TrainingDataError) {
    let headerLength = 4 + 4 * rank
    let (first, fileSize) = try FileBytes.readStart(headerLength, of: path)
    guard Gzip.isGzip(first) else {
      dimensions = try Self.dimensions(first, rank: rank, name: name)
      let expected = try Self.length(dimensions, header: headerLength, atMost: fileSize, name: name)
      try Self.check(fileSize, expected, dimensions, name: name)
      bytes = try FileBytes.read(path)
      // The file may have changed since its size was asked for.
      try Self.check(bytes.count, expected, dimensions, name: name)
      start = headerLength
      return
    }
    let compressed = try FileBytes.read(path)
    let gzip = Gzip(file: name)
    dimensions = try Self.dimensions(
      gzip.prefix(headerLength, of: compressed), rank: rank, name: name)
    let expected = try Self.length(
      dimensions, header: headerLength, atMost: compressed.count * Gzip.greatestRatio, name: name)
    bytes = try gzip.decompress(compressed, limit: expected)
    try Self.check(bytes.count, expected, dimensions, name: name)
    start = headerLength
  }

  private static func dimensions(
    _ header: [UInt8], rank: Int, name: String
  ) throws(TrainingDataError) -> [Int] {
    let length = 4 + 4 * rank
    guard header.count >= 4 else { throw tooShort(header.count, length, name) }
    let magic: [UInt8] = [0, 0, 8, UInt8(rank)]
    guard header.starts(with: magic) else {
      let found = header[..<4].map { String($0, radix: 16) }.joined(separator: " ")
      throw TrainingDataError(
        .corrupt, file: name, offset: 0,
        "expected IDX's magic 0 0 8 \(rank) (unsigned bytes, \(rank) "
          + "\(rank == 1 ? "dimension" : "dimensions")), found \(found)")
    }
    guard header.count >= length else { throw tooShort(header.count, length, name) }
    let dimensions = (1...rank).map { index in
      header[4 * index..<4 * index + 4].reduce(0) { $0 << 8 | Int($1) }
    }
    for (index, extent) in dimensions.enumerated() where extent == 0 {
      throw TrainingDataError(
        .corrupt, file: name, offset: 4 + 4 * index,
        index == 0 ? "the header says that there are no items" : "an image side of 0 pixels")
    }
    return dimensions
  }

  /// The file's length by its header, where it does not exceed what there is.
  private static func length(
    _ dimensions: [Int], header: Int, atMost limit: Int, name: String
  ) throws(TrainingDataError) -> Int {
    var length = 1
    for extent in dimensions {
      let (product, overflow) = length.multipliedReportingOverflow(by: extent)
      guard !overflow && product <= limit else {
        throw TrainingDataError(
          .tooLarge, file: name, offset: 4,
          "the header claims \(describe(dimensions)) bytes, but the file can hold at most \(limit)")
      }
      length = product
    }
    return length + header
  }

  private static func check(
    _ length: Int, _ expected: Int, _ dimensions: [Int], name: String
  ) throws(TrainingDataError) {
    if length == expected { return }
    let words =
      "\(describe(dimensions)) bytes after the header make \(expected), "
      + "but there are \(length)"
    throw TrainingDataError(
      length < expected ? .truncated : .trailingData, file: name, offset: min(length, expected),
      words + (length < expected ? "; the file is truncated" : "; the rest belongs to nothing"))
  }

  private static func tooShort(_ length: Int, _ expected: Int, _ name: String) -> TrainingDataError
  {
    TrainingDataError(
      .truncated, file: name, offset: length,
      "the file ends after \(length) bytes, within its header of \(expected)")
  }

  private static func describe(_ dimensions: [Int]) -> String {
    dimensions.map(String.init).joined(separator: "×")
  }
}

/// Reads gzip files: one or several members, each with its checksum.
///
/// Source: RFC 1952.
struct Gzip {
  let file: String

  /// DEFLATE cannot make more than this many bytes of one.
  static let greatestRatio = 1032
  /// Room made on the word of the file alone, before any contents have appeared.
  private static let greatestAdvance = 1 << 26

  /// Whether a file begins as gzip does.
  static func isGzip(_ bytes: [UInt8]) -> Bool {
    bytes.starts(with: [0x1F, 0x8B])
  }

  /// The first `count` bytes of the contents, or fewer where there are no more; checksums are not
  /// reached.
  func prefix(_ count: Int, of bytes: [UInt8]) throws(TrainingDataError) -> [UInt8] {
    try Self.withBytes(bytes) { (input) throws(TrainingDataError) in
      let start = try readHeader(input, at: 0)
      var stream = Inflate(input, from: start, file: file, expecting: count)
      _ = try stream.run(limit: count)
      return Array(stream.output[..<min(count, stream.outputCount)])
    }
  }

  /// The whole contents, every checksum checked.
  ///
  /// - Throws: Also where the contents would be longer than `limit`, or bytes follow the last
  ///   member.
  func decompress(_ bytes: [UInt8], limit: Int = .max) throws(TrainingDataError) -> [UInt8] {
    try Self.withBytes(bytes) { (input) throws(TrainingDataError) in
      var contents: [UInt8] = []
      var position = 0
      repeat {
        let start = try readHeader(input, at: position)
        var stream = Inflate(
          input, from: start, file: file,
          expecting: position == 0 ? expectedSize(input, from: start, limit: limit) : 0)
        let rest = limit - contents.count
        let room = rest == .max ? rest : rest + 1
        let isWhole = try stream.run(limit: room)
        guard isWhole && stream.outputCount <= rest else { throw tooLong(limit) }
        position = try checkTrailer(input, of: stream)
        var output = stream.takeOutput()
        if contents.isEmpty { swap(&contents, &output) } else { contents += output }
      } while position < input.count
      return contents
    }
  }

  /// What the last four bytes declare, which is the whole of a file with one member, as far as so
  /// many compressed bytes can hold it.
  private func expectedSize(_ input: UnsafeRawBufferPointer, from start: Int, limit: Int) -> Int {
    guard input.count >= start + 8 else { return 0 }
    let declared = Int(Self.word(input, at: input.count - 4))
    return min(
      declared, limit, (input.count - start) * Self.greatestRatio, Self.greatestAdvance)
  }

  /// The position after a member's header.
  private func readHeader(
    _ input: UnsafeRawBufferPointer, at start: Int
  ) throws(TrainingDataError) -> Int {
    guard input.count >= start + 10 else { throw truncated(input, "a gzip header of 10 bytes") }
    guard input[start] == 0x1F && input[start + 1] == 0x8B else {
      throw TrainingDataError(
        start == 0 ? .corrupt : .trailingData, file: file, offset: start,
        start == 0
          ? "expected gzip's magic 1F 8B"
          : "\(input.count - start) bytes follow the end of the gzip stream; "
            + "expected the end of the file")
    }
    let flags = input[start + 3]
    guard input[start + 2] == 8 && flags & 0xE0 == 0 else {
      throw TrainingDataError(
        .corrupt, file: file, offset: start + 2,
        "compression method \(input[start + 2]), flags \(flags); expected 8 (DEFLATE) and no "
          + "reserved flags")
    }
    var position = start + 10
    if flags & 4 != 0 {
      guard position + 2 <= input.count else { throw truncated(input, "a gzip extra field") }
      position += 2 + Int(input[position]) + Int(input[position + 1]) << 8
    }
    // The file's name and a comment, each ending with a zero byte.
    for flag: UInt8 in [8, 16] where flags & flag != 0 {
      while position < input.count && input[position] != 0 { position += 1 }
      position += 1
    }
    if flags & 2 != 0 { position += 2 }
    guard position < input.count else { throw truncated(input, "gzip's header and data") }
    return position
  }

  /// Compares checksum and length; the position after them.
  private func checkTrailer(
    _ input: UnsafeRawBufferPointer, of stream: Inflate
  ) throws(TrainingDataError) -> Int {
    let position = stream.endOfInput
    guard position + 8 <= input.count else { throw truncated(input, "checksum and length") }
    let stored = Self.word(input, at: position)
    let computed = stream.output.withUnsafeBytes {
      CRC32.checksum(UnsafeRawBufferPointer(rebasing: $0[..<stream.outputCount]))
    }
    guard stored == computed else {
      throw TrainingDataError(
        .corrupt, file: file, offset: position,
        "the contents' CRC-32 is \(hex(computed)), the file says \(hex(stored)); fetch it again")
    }
    let length = Self.word(input, at: position + 4)
    guard length == UInt32(truncatingIfNeeded: stream.outputCount) else {
      throw TrainingDataError(
        .corrupt, file: file, offset: position + 4,
        "the contents have \(stream.outputCount) bytes, the file says \(length) (modulo 2³²)")
    }
    return position + 8
  }

  private func tooLong(_ limit: Int) -> TrainingDataError {
    TrainingDataError(
      .trailingData, file: file, offset: limit,
      "the decompressed contents go on after \(limit) bytes; expected no more")
  }

  private func truncated(
    _ input: UnsafeRawBufferPointer, _ expected: String
  ) -> TrainingDataError {
    TrainingDataError(
      .truncated, file: file, offset: input.count,
      "the file ends after \(input.count) bytes, where \(expected) should follow")
  }

  private func hex(_ value: UInt32) -> String {
    let digits = String(value, radix: 16)
    return String(repeating: "0", count: 8 - digits.count) + digits
  }

  private static func word(_ input: UnsafeRawBufferPointer, at offset: Int) -> UInt32 {
    UInt32(littleEndian: input.loadUnaligned(fromByteOffset: offset, as: UInt32.self))
  }

  private static func withBytes<Result>(
    _ bytes: [UInt8],
    _ body: (UnsafeRawBufferPointer) throws(TrainingDataError) -> Result
  ) throws(TrainingDataError) -> Result {
    // withUnsafeBytes rethrows untyped.
    let outcome: Swift.Result<Result, TrainingDataError> = bytes.withUnsafeBytes { input in
      do throws(TrainingDataError) { return .success(try body(input)) } catch {
        return .failure(error)
      }
    }
    return try outcome.get()
  }
}

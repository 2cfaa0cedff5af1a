import Files

/// The bytes of a model's file, read in pieces as they are asked for.
///
/// A model may be larger than memory, and all that is read of it are its messages: the data of large
/// tensors are passed over. Plain reads rather than a memory map, for `FileReader`'s reason.
final class ModelBytes {
  /// What errors call the file.
  let file: String
  /// Bytes in all.
  let size: Int
  private let reader: FileReader?
  private var piece: [UInt8]
  private var start = 0

  private static let pieceSize = 1 << 16

  init(path: String) throws(FileError) {
    let reader = try FileReader(path: path)
    (self.reader, file, size, piece) = (reader, reader.path, reader.size, [])
  }

  /// A model that is in memory, which errors attribute to `file`.
  init(_ bytes: [UInt8], file: String) {
    (reader, self.file, size, piece) = (nil, file, bytes.count, bytes)
  }

  /// The byte at `offset`.
  ///
  /// - Precondition: `offset` is in the file.
  func byte(at offset: Int) throws(FileError) -> UInt8 {
    if offset < start || offset >= start + piece.count, let reader {
      piece = try reader.bytes(at: offset, count: min(Self.pieceSize, size - offset))
      start = offset
    }
    return piece[offset - start]
  }

  /// The bytes in `range`.
  ///
  /// - Precondition: `range` is in the file.
  func bytes(in range: Range<Int>) throws(FileError) -> [UInt8] {
    if range.lowerBound >= start, range.upperBound <= start + piece.count {
      return Array(piece[(range.lowerBound - start)..<(range.upperBound - start)])
    }
    guard let reader else { return [] }
    return try reader.bytes(at: range.lowerBound, count: range.count)
  }

  /// The error of a file that breaks the format at `offset`.
  func malformed(at offset: Int, _ message: String) -> FileError {
    FileError(.malformed, file: file, "byte \(offset): \(message)")
  }
}

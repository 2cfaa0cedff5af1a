/// Reads a file at once.
package enum WholeFile {
  /// The bytes of the file at `path`.
  ///
  /// - Throws: ``FileError`` where it cannot be opened, is no regular file, or is larger than
  ///   `maximumBytes`.
  package static func read(
    _ path: String, maximumBytes: Int = .max
  ) throws(FileError) -> [UInt8] {
    let file = try FileReader(path: path)
    guard file.size <= maximumBytes else {
      throw tooLarge(path, found: file.size, maximumBytes: maximumBytes)
    }
    return try file.bytes(at: 0, count: file.size)
  }

  /// The text of the file at `path`, which is UTF-8.
  ///
  /// - Throws: ``FileError`` as ``read(_:maximumBytes:)`` does, and where the bytes are no UTF-8.
  package static func text(
    of path: String, maximumBytes: Int = .max
  ) throws(FileError) -> String {
    guard let text = String(validating: try read(path, maximumBytes: maximumBytes), as: UTF8.self)
    else {
      throw FileError(.malformed, file: path, "not a text file: its bytes are not UTF-8")
    }
    return text
  }

  /// The error of a file, or a text that stands for one, with more bytes than its reader takes.
  package static func tooLarge(_ path: String, found: Int, maximumBytes: Int) -> FileError {
    FileError(
      .unreadable, file: path, "the file has \(found) bytes; expected at most \(maximumBytes)")
  }
}

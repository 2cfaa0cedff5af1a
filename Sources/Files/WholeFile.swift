/// Reads a file at once.
package enum WholeFile {
  /// The bytes of the file at `path`; `-` is standard input.
  ///
  /// - Throws: ``FileError`` where it cannot be opened, is no file and no pipe, or is larger than
  ///   `maximumBytes`.
  package static func read(
    _ path: String, maximumBytes: Int = .max
  ) throws(FileError) -> [UInt8] {
    let file = try FileReader(path: path, maximumStreamBytes: maximumBytes)
    guard file.size <= maximumBytes else {
      throw tooLarge(file.path, found: file.size, maximumBytes: maximumBytes)
    }
    return try file.bytes(at: 0, count: file.size)
  }

  /// The text of the file at `path`: UTF-8, or UTF-16 or UTF-32 where it begins so. A byte order mark
  /// is no part of it.
  ///
  /// - Throws: ``FileError`` as ``read(_:maximumBytes:)`` does, and where the bytes are no text.
  package static func text(
    of path: String, maximumBytes: Int = .max
  ) throws(FileError) -> String {
    guard let text = TextBytes.text(try read(path, maximumBytes: maximumBytes)) else {
      throw FileError(
        .malformed, file: StreamName.input(path),
        "not a text file: its bytes are not UTF-8, nor UTF-16 or UTF-32 with a byte order mark")
    }
    return text
  }

  /// `text` as a file's would be: without a byte order mark.
  package static func text(_ text: String) -> String { TextBytes.withoutMark(text) }

  /// The error of a file, or a text that stands for one, with more bytes than its reader takes.
  package static func tooLarge(_ path: String, found: Int, maximumBytes: Int) -> FileError {
    FileError(
      .unreadable, file: path, "the file has \(found) bytes; expected at most \(maximumBytes)")
  }
}

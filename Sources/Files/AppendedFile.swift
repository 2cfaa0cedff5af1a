import Foundation

/// A file that grows by whole pieces, each on the disk before it counts.
///
/// A piece that is only half written, as on a disk that fills up, is cut off again.
package final class AppendedFile {
  private let path: String
  private let descriptor: Int32
  private let write: FileWriter.Write
  /// Bytes that count.
  private var length: Int

  /// Opens the file at `path`, making it where there is none, and cuts it to `length`.
  ///
  /// - Parameters:
  ///   - path: The file.
  ///   - length: Finds out how many of its bytes count, once the file is there.
  ///   - write: The system's `write`.
  /// - Throws: ``FileError`` where it can't be opened, made or cut, and what `length` throws.
  package init(
    path: String, length: () throws -> Int,
    write: @escaping FileWriter.Write = { Foundation.write($0, $1.baseAddress, $1.count) }
  ) throws {
    descriptor = open(path, O_RDWR | O_CREAT | O_APPEND | O_CLOEXEC | O_NOFOLLOW, 0o666)
    self.path = path
    self.write = write
    self.length = 0
    guard descriptor >= 0 else {
      if errno == ELOOP {
        throw FileError(.unwritable, file: path, "a link; expected a file, which grows where it is")
      }
      throw failure("cannot open")
    }
    self.length = try length()
    var status = stat()
    guard fstat(descriptor, &status) == 0 else { throw failure("cannot look at it") }
    if status.st_size > self.length {
      guard ftruncate(descriptor, off_t(self.length)) == 0, fsync(descriptor) == 0 else {
        throw failure("cannot cut off a torn end")
      }
    }
  }

  deinit {
    if descriptor >= 0 { close(descriptor) }
  }

  /// Appends `bytes` and returns once they are on the disk.
  ///
  /// - Throws: ``FileError`` where the system refuses; the file is then as before.
  package func append(_ bytes: UnsafeRawBufferPointer) throws(FileError) {
    do throws(FileError) {
      try FileWriter.send(bytes, to: descriptor, path: path, write: write)
      guard fsync(descriptor) == 0 else { throw failure("cannot flush to the disk") }
    } catch {
      // Should this fail too, whoever opens the file next does it.
      _ = ftruncate(descriptor, off_t(length))
      throw error
    }
    length += bytes.count
  }

  private func failure(_ what: String) -> FileError {
    FileError(.unwritable, file: path, "\(what): \(SystemError.current)")
  }
}

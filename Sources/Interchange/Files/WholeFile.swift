import Foundation

/// Reads a small file at once.
package enum WholeFile {
  /// The bytes of the file at `path`.
  ///
  /// - Throws: ``InterchangeError`` where it cannot be opened, is no regular file, or is larger than
  ///   `maximumBytes`.
  package static func read(_ path: String, maximumBytes: Int) throws(InterchangeError) -> [UInt8] {
    let file = try FileReader(path: path)
    guard file.size <= maximumBytes else {
      throw tooLarge(path, found: file.size, maximumBytes: maximumBytes)
    }
    return try file.bytes(at: 0, count: file.size)
  }

  static func tooLarge(_ path: String, found: Int, maximumBytes: Int) -> InterchangeError {
    InterchangeError(
      .unreadable, file: path, "the file has \(found) bytes; expected at most \(maximumBytes)")
  }
}

/// An open regular file, read at offsets.
///
/// Plain reads rather than a memory map: a mapped file that another program cuts short kills the
/// process, where a read reports it.
package final class FileReader: Sendable {
  package let path: String
  /// Bytes when the file was opened.
  package let size: Int
  private let descriptor: Int32

  /// Opens the file.
  ///
  /// - Throws: ``InterchangeError`` where there is none, or it is a folder or a device.
  package init(path: String) throws(InterchangeError) {
    // Without O_NONBLOCK, opening a pipe would wait for its writer.
    let descriptor = open(path, O_RDONLY | O_CLOEXEC | O_NONBLOCK)
    guard descriptor >= 0 else {
      throw InterchangeError(.unreadable, file: path, "cannot open: \(SystemError.current)")
    }
    var status = stat()
    guard fstat(descriptor, &status) == 0, status.st_mode & S_IFMT == S_IFREG else {
      close(descriptor)
      throw InterchangeError(.unreadable, file: path, "not a regular file")
    }
    self.path = path
    self.descriptor = descriptor
    size = Int(status.st_size)
  }

  deinit { close(descriptor) }

  /// Fills `buffer` from `offset` on.
  ///
  /// - Throws: ``InterchangeError`` where the file ends before.
  package func read(
    at offset: Int, into buffer: UnsafeMutableRawBufferPointer
  ) throws(InterchangeError) {
    var done = 0
    while done < buffer.count {
      let rest = UnsafeMutableRawBufferPointer(rebasing: buffer[done...])
      let count = pread(
        descriptor, rest.baseAddress, min(rest.count, 1 << 30), off_t(offset + done))
      if count > 0 {
        done += count
      } else if count == 0 {
        throw InterchangeError(
          .malformed, file: path,
          "the file ends at byte \(offset + done); expected data up to byte "
            + "\(offset + buffer.count)")
      } else if errno != EINTR {
        throw InterchangeError(
          .unreadable, file: path,
          "cannot read at byte \(offset + done): \(SystemError.current)")
      }
    }
  }

  /// `count` bytes from `offset` on.
  ///
  /// - Throws: ``InterchangeError`` where the file ends before.
  package func bytes(at offset: Int, count: Int) throws(InterchangeError) -> [UInt8] {
    var bytes = [UInt8](repeating: 0, count: count)
    var failure: InterchangeError?
    bytes.withUnsafeMutableBytes { buffer in
      do throws(InterchangeError) {
        try read(at: offset, into: buffer)
      } catch {
        failure = error
      }
    }
    if let failure { throw failure }
    return bytes
  }
}

/// The text of the system's last error.
enum SystemError {
  static var current: String { String(cString: strerror(errno)) }
}

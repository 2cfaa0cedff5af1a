import Foundation

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
  /// - Throws: ``FileError`` where there is none, or it is a folder or a device.
  package init(path: String) throws(FileError) {
    // Without O_NONBLOCK, opening a pipe would wait for its writer.
    let descriptor = open(path, O_RDONLY | O_CLOEXEC | O_NONBLOCK)
    guard descriptor >= 0 else {
      throw FileError(.unreadable, file: path, "cannot open: \(SystemError.current)")
    }
    var status = stat()
    guard fstat(descriptor, &status) == 0, status.st_mode & S_IFMT == S_IFREG else {
      close(descriptor)
      throw FileError(.unreadable, file: path, "not a regular file")
    }
    self.path = path
    self.descriptor = descriptor
    size = Int(status.st_size)
  }

  deinit { close(descriptor) }

  /// Fills `buffer` from `offset` on.
  ///
  /// - Throws: ``FileError`` where the file ends before.
  package func read(
    at offset: Int, into buffer: UnsafeMutableRawBufferPointer
  ) throws(FileError) {
    var done = 0
    while done < buffer.count {
      let rest = UnsafeMutableRawBufferPointer(rebasing: buffer[done...])
      let count = pread(
        descriptor, rest.baseAddress, min(rest.count, 1 << 30), off_t(offset + done))
      if count > 0 {
        done += count
      } else if count == 0 {
        throw FileError(
          .malformed, file: path,
          "the file ends at byte \(offset + done); expected data up to byte "
            + "\(offset + buffer.count)")
      } else if errno != EINTR {
        throw FileError(
          .unreadable, file: path,
          "cannot read at byte \(offset + done): \(SystemError.current)")
      }
    }
  }

  /// `count` bytes from `offset` on.
  ///
  /// - Throws: ``FileError`` where the file ends before.
  package func bytes(at offset: Int, count: Int) throws(FileError) -> [UInt8] {
    var bytes = [UInt8](repeating: 0, count: count)
    var failure: FileError?
    bytes.withUnsafeMutableBytes { buffer in
      do throws(FileError) {
        try read(at: offset, into: buffer)
      } catch {
        failure = error
      }
    }
    if let failure { throw failure }
    return bytes
  }

  /// The first bytes, at most `count`; all where the file is shorter.
  ///
  /// - Throws: ``FileError`` where reading fails.
  package func prefix(_ count: Int) throws(FileError) -> [UInt8] {
    try bytes(at: 0, count: min(count, size))
  }
}

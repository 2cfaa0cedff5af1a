import Foundation

/// An open file, read at offsets; what comes through a pipe or standard input is one too.
///
/// Plain reads rather than a memory map: a mapped file that another program cuts short kills the
/// process, where a read reports it.
package final class FileReader: Sendable {
  /// The path, or what messages call the stream.
  package let path: String
  /// Bytes when the file was opened.
  package let size: Int
  private let descriptor: Int32

  /// More bytes are not taken from a pipe, whose length nobody knows beforehand: no file that is read
  /// here has as many.
  package static let greatestStream = 1 << 32

  /// Opens the file at `path`: a regular one, a pipe, or `-` for standard input.
  ///
  /// A pipe is read to its end here; whoever opens the same again gets the same bytes.
  ///
  /// - Parameter maximumStreamBytes: How much a pipe may give.
  /// - Throws: ``FileError`` where there is none, it is a folder, a device or a terminal, or a pipe
  ///   gives nothing or too much.
  package init(
    path: String, maximumStreamBytes: Int = FileReader.greatestStream
  ) throws(FileError) {
    let name = StreamName.input(path)
    let maximumBytes = min(maximumStreamBytes, Self.greatestStream)
    self.path = name
    let target = try PathTarget(path, dash: STDIN_FILENO, failure: .unreadable)
    if case .entry(_, let status?) = target, status.st_mode & S_IFMT == S_IFIFO,
      let kept = try InputSpool.contents(
        key: InputSpool.Key(name: path, status), name: name, maximumBytes: maximumBytes)
    {
      (descriptor, size) = kept
      return
    }
    let opened = try Self.open(target, path, name)
    var status = stat()
    guard fstat(opened.descriptor, &status) == 0 else {
      close(opened.descriptor)
      throw FileError(.unreadable, file: name, "cannot open: \(SystemError.current)")
    }
    if status.st_mode & S_IFMT == S_IFREG, lseek(opened.descriptor, 0, SEEK_CUR) == 0 {
      descriptor = opened.descriptor
      size = Int(status.st_size)
      return
    }
    defer { close(opened.descriptor) }
    try Self.checkStream(opened.descriptor, status.st_mode & S_IFMT, name)
    (descriptor, size) = try InputSpool.contents(
      of: opened.descriptor, key: InputSpool.Key(name: opened.name, status), name: name,
      maximumBytes: maximumBytes)
  }

  /// Takes over an open descriptor of a regular file.
  init(descriptor: Int32, size: Int, path: String) {
    (self.descriptor, self.size, self.path) = (descriptor, size, path)
  }

  deinit { close(descriptor) }

  /// A descriptor to read from, and a name that is the same however the stream is spelt.
  private static func open(
    _ target: PathTarget, _ path: String, _ name: String
  ) throws(FileError) -> (descriptor: Int32, name: String) {
    switch target {
    case .descriptor(let stream):
      let descriptor = fcntl(stream, F_DUPFD_CLOEXEC, 3)
      guard descriptor >= 0 else {
        throw FileError(.unreadable, file: name, "cannot read: the stream is closed")
      }
      return (descriptor, "descriptor \(stream)")
    case .entry(let target, let status):
      // To open a pipe waits for its writer, as it should; nothing else may wait.
      let isPipe = status.map { $0.st_mode & S_IFMT == S_IFIFO } ?? false
      let descriptor = Foundation.open(
        target, O_RDONLY | O_CLOEXEC | (isPipe ? 0 : O_NONBLOCK))
      guard descriptor >= 0 else {
        throw FileError(.unreadable, file: name, "cannot open: \(SystemError.current)")
      }
      return (descriptor, path)
    }
  }

  /// Refuses what is no stream of bytes with an end.
  private static func checkStream(
    _ descriptor: Int32, _ kind: mode_t, _ name: String
  ) throws(FileError) {
    switch kind {
    case S_IFIFO, S_IFSOCK, S_IFREG:
      return
    case S_IFDIR:
      throw FileError(.unreadable, file: name, "a folder; expected a file")
    default:
      guard isatty(descriptor) == 0 else {
        throw FileError(
          .unreadable, file: name, "a terminal; name a file, or pipe one into the command")
      }
      var byte: UInt8 = 0
      let count = Foundation.read(descriptor, &byte, 1)
      guard count <= 0 else {
        throw FileError(.unreadable, file: name, "a device; expected a file or a pipe")
      }
      guard count == 0 else {
        throw FileError(
          .unreadable, file: name,
          errno == EBADF ? "closed; expected a file or a pipe" : SystemError.current)
      }
    }
  }

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

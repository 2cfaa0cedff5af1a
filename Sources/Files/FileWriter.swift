import Foundation

/// Appends bytes to an open file or stream through a buffer.
package struct FileWriter: ~Copyable {
  /// The system's `write`; tests put a disk that fills up in its place.
  package typealias Write = (Int32, UnsafeRawBufferPointer) -> Int

  private let descriptor: Int32
  private let path: String
  private var buffer: [UInt8] = []

  /// - Parameter path: What errors call it.
  init(descriptor: Int32, path: String) {
    self.descriptor = descriptor
    self.path = path
    buffer.reserveCapacity(Self.capacity)
  }

  private static let capacity = 1 << 20

  /// - Throws: ``FileError`` where the system refuses, as on a full disk.
  package mutating func write(_ bytes: UnsafeRawBufferPointer) throws(FileError) {
    if bytes.count >= Self.capacity {
      try flush()
      try Self.send(bytes, to: descriptor, path: path)
    } else {
      buffer.append(contentsOf: bytes)
      if buffer.count >= Self.capacity { try flush() }
    }
  }

  /// Writes the elements as they lie in memory.
  ///
  /// - Throws: ``FileError`` where the system refuses, as on a full disk.
  package mutating func write<Element: BitwiseCopyable>(
    _ elements: [Element]
  ) throws(FileError) {
    var failure: FileError?
    elements.withUnsafeBytes { bytes in
      do throws(FileError) { try write(bytes) } catch { failure = error }
    }
    if let failure { throw failure }
  }

  mutating func flush() throws(FileError) {
    var failure: FileError?
    buffer.withUnsafeBytes { bytes in
      do throws(FileError) {
        try Self.send(bytes, to: descriptor, path: path)
      } catch {
        failure = error
      }
    }
    if let failure { throw failure }
    buffer.removeAll(keepingCapacity: true)
  }

  /// Writes `bytes` to an open descriptor, all of them, however many calls that takes.
  ///
  /// - Parameters:
  ///   - path: What errors call it.
  ///   - write: The system's `write`.
  /// - Throws: ``FileError``: ``FileError/Reason/closedPipe`` where nobody reads any more, and
  ///   ``FileError/Reason/unwritable`` for all else.
  package static func send(
    _ bytes: UnsafeRawBufferPointer, to descriptor: Int32, path: String,
    write: Write = { Foundation.write($0, $1.baseAddress, $1.count) }
  ) throws(FileError) {
    var done = 0
    while done < bytes.count {
      let rest = UnsafeRawBufferPointer(rebasing: bytes[done...].prefix(1 << 30))
      let count = write(descriptor, rest)
      if count > 0 {
        done += count
      } else if count < 0 && errno == EAGAIN {
        // A stream that another process has made non-blocking: wait for room.
        var request = pollfd(fd: descriptor, events: Int16(POLLOUT), revents: 0)
        poll(&request, 1, -1)
      } else if count == 0 || errno != EINTR {
        throw FileError(
          count < 0 && errno == EPIPE ? .closedPipe : .unwritable, file: path,
          "cannot write: \(count == 0 ? "nothing is taken" : SystemError.current)")
      }
    }
  }
}

import Foundation

/// Appends bytes to an open file through a buffer.
package struct FileWriter: ~Copyable {
  private let descriptor: Int32
  private let path: String
  private var buffer: [UInt8] = []

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
      try send(bytes)
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
      do throws(FileError) { try send(bytes) } catch { failure = error }
    }
    if let failure { throw failure }
    buffer.removeAll(keepingCapacity: true)
  }

  private func send(_ bytes: UnsafeRawBufferPointer) throws(FileError) {
    var done = 0
    while done < bytes.count {
      let rest = UnsafeRawBufferPointer(rebasing: bytes[done...])
      let count = Foundation.write(descriptor, rest.baseAddress, min(rest.count, 1 << 30))
      if count > 0 {
        done += count
      } else if errno != EINTR {
        throw FileError(.unwritable, file: path, "cannot write: \(SystemError.current)")
      }
    }
  }
}

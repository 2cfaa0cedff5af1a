import Foundation

/// Writes a file so that its name always stands for a whole one: the old, or the new.
package enum AtomicFile {
  /// Calls `body` with a writer on a new file beside `path`, flushes it to the disk, and gives it the
  /// name. Where anything fails, what stood at `path` is untouched and the new file removed.
  ///
  /// - Throws: ``InterchangeError`` where writing fails, and what `body` throws.
  package static func write(
    _ path: String, _ body: (inout FileWriter) throws -> Void
  ) throws {
    let beside = "\(path).\(getpid()).partial"
    let descriptor = open(beside, O_WRONLY | O_CREAT | O_TRUNC | O_CLOEXEC, 0o644)
    guard descriptor >= 0 else {
      throw InterchangeError(.unwritable, file: path, "cannot create: \(SystemError.current)")
    }
    var isOpen = true
    do {
      var writer = FileWriter(descriptor: descriptor, path: path)
      try body(&writer)
      try writer.flush()
      guard fsync(descriptor) == 0 else { throw failure(path, "cannot flush to the disk") }
      isOpen = false
      guard close(descriptor) == 0 else { throw failure(path, "cannot close") }
      guard rename(beside, path) == 0 else { throw failure(path, "cannot rename into place") }
    } catch {
      if isOpen { close(descriptor) }
      unlink(beside)
      throw error
    }
    flushFolder(of: path)
  }

  /// Writes `bytes` as the whole file.
  ///
  /// - Throws: ``InterchangeError`` where writing fails.
  package static func write(_ path: String, bytes: some Collection<UInt8>) throws {
    try write(path) { writer in try writer.write(Array(bytes)) }
  }

  /// The new name is safe from a power cut only when its folder is on the disk too. Some file systems
  /// cannot flush folders; the file itself is whole all the same.
  private static func flushFolder(of path: String) {
    let folder = (path as NSString).deletingLastPathComponent
    let descriptor = open(folder.isEmpty ? "." : folder, O_RDONLY | O_CLOEXEC)
    guard descriptor >= 0 else { return }
    fsync(descriptor)
    close(descriptor)
  }

  private static func failure(_ path: String, _ what: String) -> InterchangeError {
    InterchangeError(.unwritable, file: path, "\(what): \(SystemError.current)")
  }
}

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

  /// - Throws: ``InterchangeError`` where the system refuses, as on a full disk.
  package mutating func write(_ bytes: UnsafeRawBufferPointer) throws(InterchangeError) {
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
  /// - Throws: ``InterchangeError`` where the system refuses, as on a full disk.
  package mutating func write<Element: BitwiseCopyable>(
    _ elements: [Element]
  ) throws(InterchangeError) {
    var failure: InterchangeError?
    elements.withUnsafeBytes { bytes in
      do throws(InterchangeError) { try write(bytes) } catch { failure = error }
    }
    if let failure { throw failure }
  }

  mutating func flush() throws(InterchangeError) {
    var failure: InterchangeError?
    buffer.withUnsafeBytes { bytes in
      do throws(InterchangeError) { try send(bytes) } catch { failure = error }
    }
    if let failure { throw failure }
    buffer.removeAll(keepingCapacity: true)
  }

  private func send(_ bytes: UnsafeRawBufferPointer) throws(InterchangeError) {
    var done = 0
    while done < bytes.count {
      let rest = UnsafeRawBufferPointer(rebasing: bytes[done...])
      let count = Foundation.write(descriptor, rest.baseAddress, min(rest.count, 1 << 30))
      if count > 0 {
        done += count
      } else if errno != EINTR {
        throw InterchangeError(.unwritable, file: path, "cannot write: \(SystemError.current)")
      }
    }
  }
}

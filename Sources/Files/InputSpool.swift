import Foundation
import Synchronization

/// Keeps what came through pipes, which give it once, so that it can be read like a file: at offsets,
/// and by all who ask for it.
enum InputSpool {
  /// A pipe by the name that it was asked for, and by the system's.
  struct Key: Hashable {
    let name: String
    private let device: UInt64
    private let inode: UInt64

    init(name: String, _ status: stat) {
      self.name = name
      device = UInt64(truncatingIfNeeded: status.st_dev)
      inode = UInt64(truncatingIfNeeded: status.st_ino)
    }
  }

  private struct Contents {
    let descriptor: Int32
    let size: Int
  }

  private static let kept = Mutex<[Key: Contents]>([:])

  /// What an earlier call has read of a pipe; `nil` where none has.
  ///
  /// To be asked before a pipe is opened by its name, which would wait for another writer.
  ///
  /// - Returns: as ``contents(of:key:name:maximumBytes:)``.
  /// - Throws: ``FileError`` for more than `maximumBytes`.
  static func contents(
    key: Key, name: String, maximumBytes: Int
  ) throws(FileError) -> (descriptor: Int32, size: Int)? {
    guard let contents = kept.withLock({ $0[key] }) else { return nil }
    guard contents.size <= maximumBytes else { throw tooLarge(name, maximumBytes) }
    return (dup(contents.descriptor), contents.size)
  }

  /// Reads `source` to its end, or finds what an earlier call has read.
  ///
  /// - Parameters:
  ///   - name: What errors call it.
  ///   - maximumBytes: More are refused.
  /// - Returns: A descriptor of a file, for the caller to close, and how long it is.
  /// - Throws: ``FileError`` where nothing comes, or too much, or reading fails.
  static func contents(
    of source: Int32, key: Key, name: String, maximumBytes: Int
  ) throws(FileError) -> (descriptor: Int32, size: Int) {
    var failure: FileError?
    let contents: Contents? = kept.withLock { kept in
      if let contents = kept[key] { return contents }
      do throws(FileError) {
        let contents = try read(source, name: name, maximumBytes: maximumBytes)
        kept[key] = contents
        return contents
      } catch {
        failure = error
        return nil
      }
    }
    if let failure { throw failure }
    guard let contents, contents.size <= maximumBytes else {
      throw tooLarge(name, maximumBytes)
    }
    return (dup(contents.descriptor), contents.size)
  }

  private static func read(
    _ source: Int32, name: String, maximumBytes: Int
  ) throws(FileError) -> Contents {
    let spool = try DraftFile(in: NSTemporaryDirectory(), mode: 0o600, target: name)
    spool.removeName()
    var size = 0
    var buffer = [UInt8](repeating: 0, count: 1 << 16)
    while true {
      let count = Foundation.read(source, &buffer, min(buffer.count, maximumBytes - size + 1))
      if count == 0 { break }
      guard count > 0 else {
        if errno == EINTR { continue }
        guard errno == EAGAIN else {
          throw FileError(.unreadable, file: name, "cannot read: \(SystemError.current)")
        }
        var request = pollfd(fd: source, events: Int16(POLLIN), revents: 0)
        poll(&request, 1, -1)
        continue
      }
      size += count
      guard size <= maximumBytes else { throw tooLarge(name, maximumBytes) }
      try keep(buffer[..<count], in: spool.descriptor, name: name)
    }
    guard size > 0 else {
      throw FileError(.unreadable, file: name, "empty; expected the contents of a file")
    }
    return Contents(descriptor: dup(spool.descriptor), size: size)
  }

  private static func keep(
    _ bytes: ArraySlice<UInt8>, in spool: Int32, name: String
  ) throws(FileError) {
    var failure: FileError?
    bytes.withUnsafeBytes { bytes in
      do throws(FileError) {
        try FileWriter.send(bytes, to: spool, path: name)
      } catch {
        failure = FileError(
          .unreadable, file: name,
          "cannot be kept in \(NSTemporaryDirectory()) for reading: \(error.message)")
      }
    }
    if let failure { throw failure }
  }

  private static func tooLarge(_ name: String, _ maximumBytes: Int) -> FileError {
    FileError(
      .unreadable, file: name, "more than \(maximumBytes) bytes; expected at most that many")
  }
}

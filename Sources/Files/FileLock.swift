import Foundation

/// An advisory lock on a file: one holder at a time, over all processes.
///
/// The kernel releases it when the process ends in any way, so a killed one leaves nothing to clean
/// up.
package final class FileLock: Sendable {
  /// Why a lock was not had.
  package enum Refusal: Error, Hashable, Sendable {
    /// Another process, or another part of this one, has it; with what it wrote into the file.
    case held(by: String)
    /// The file can't be made or opened, in the system's words.
    case unopenable(reason: String)
    /// The file system gives no locks, in the system's words.
    case unsupported(reason: String)
  }

  /// The file; whoever holds the lock may replace what others read there who come too late.
  package let path: String
  private let descriptor: Int32

  /// Takes the lock on the file at `path`, making the file where there is none.
  ///
  /// - Parameters:
  ///   - path: The lock's own file.
  ///   - note: what others read who come too late; the lock itself does not need it.
  /// - Throws: ``Refusal`` where another process holds the lock, or the file can't be made.
  package init(path: String, note: String) throws(Refusal) {
    // Its note is written over what is there: never over what a link leads to.
    let descriptor = open(path, O_RDWR | O_CREAT | O_CLOEXEC | O_NOFOLLOW, 0o666)
    guard descriptor >= 0 else {
      throw .unopenable(
        reason: errno == ELOOP ? "a link; remove it, the lock is a file" : SystemError.current)
    }
    guard flock(descriptor, LOCK_EX | LOCK_NB) == 0 else {
      let code = errno
      let holder = Self.note(in: descriptor)
      close(descriptor)
      guard code == EWOULDBLOCK else { throw .unsupported(reason: SystemError.text(of: code)) }
      throw .held(by: holder)
    }
    self.descriptor = descriptor
    self.path = path
    _ = ftruncate(descriptor, 0)
    _ = note.withCString { pwrite(descriptor, $0, strlen($0), 0) }
  }

  /// The open file.
  ///
  /// A child process that is given a copy keeps the lock for as long as it or what it
  /// starts lives, should this process end before.
  package var fileDescriptor: Int32 { descriptor }

  /// The note that the holder wrote, empty where there is none.
  private static func note(in descriptor: Int32) -> String {
    var bytes = [UInt8](repeating: 0, count: 200)
    let count = max(0, pread(descriptor, &bytes, bytes.count, 0))
    return String(decoding: bytes[..<count], as: UTF8.self)
      .trimmingCharacters(in: .whitespacesAndNewlines)
  }

  deinit {
    // A child process that was forked and has not yet started its program shares the descriptor,
    // so closing alone might leave the lock held for a moment.
    flock(descriptor, LOCK_UN)
    close(descriptor)
  }
}

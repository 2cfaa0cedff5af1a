import Foundation

/// The right to write to a study: an advisory lock on a file in its folder.
///
/// The kernel releases it when the process ends in any way, so a killed search leaves nothing to
/// clean up.
final class StudyLock {
  private let descriptor: Int32

  /// Takes the lock of the study in `folder`.
  ///
  /// - Throws: ``SearchError/studyLocked(path:holder:)`` when another process, or another part of
  ///   this one, has it; ``SearchError/studyUnwritable(path:reason:)`` when the file can't be made.
  init(folder: String) throws {
    let path = folder + "/study.lock"
    let descriptor = open(path, O_RDWR | O_CREAT | O_CLOEXEC, 0o644)
    guard descriptor >= 0 else {
      throw SearchError.studyUnwritable(path: path, reason: systemReason())
    }
    guard flock(descriptor, LOCK_EX | LOCK_NB) == 0 else {
      let reason = systemReason()
      let isHeld = errno == EWOULDBLOCK
      var bytes = [UInt8](repeating: 0, count: 200)
      let count = max(0, pread(descriptor, &bytes, bytes.count, 0))
      close(descriptor)
      guard isHeld else {
        throw SearchError.studyUnwritable(path: path, reason: "no lock: \(reason)")
      }
      let holder = String(decoding: bytes[..<count], as: UTF8.self)
        .trimmingCharacters(in: .whitespacesAndNewlines)
      throw SearchError.studyLocked(
        path: folder, holder: holder.isEmpty ? "another process" : holder)
    }
    self.descriptor = descriptor
    // Who holds the lock helps a person; the lock itself does not need it.
    let note = "process \(ProcessInfo.processInfo.processIdentifier)\n"
    _ = ftruncate(descriptor, 0)
    _ = note.withCString { pwrite(descriptor, $0, strlen($0), 0) }
  }

  deinit {
    // A child process that was forked and has not yet started its program shares the descriptor,
    // so closing alone might leave the lock held for a moment.
    flock(descriptor, LOCK_UN)
    close(descriptor)
  }
}

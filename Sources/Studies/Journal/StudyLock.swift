import Files
import Foundation

/// The right to write to a study: a lock on a file in its folder.
final class StudyLock {
  private let lock: FileLock

  /// Takes the lock of the study in `folder`.
  ///
  /// - Throws: ``SearchError/studyLocked(path:holder:)`` when another process, or another part of
  ///   this one, has it; ``SearchError/studyUnwritable(path:reason:)`` when the file can't be made.
  init(folder: String) throws {
    let path = folder + "/study.lock"
    do throws(FileLock.Refusal) {
      lock = try FileLock(
        path: path, note: "process \(ProcessInfo.processInfo.processIdentifier)\n")
    } catch {
      switch error {
      case .held(let holder):
        throw SearchError.studyLocked(
          path: folder, holder: holder.isEmpty ? "another process" : holder)
      case .unopenable(let reason):
        throw SearchError.studyUnwritable(path: path, reason: reason.lowercased())
      case .unsupported(let reason):
        throw SearchError.studyUnwritable(path: path, reason: "no lock: \(reason.lowercased())")
      }
    }
  }
}

import Files
import Foundation
import Synchronization

/// The right to run the command of one training.
///
/// The command holds it too, through a descriptor that it and what it starts inherit: so a search that
/// was killed, and could end nothing, leaves a lock that is held for as long as anything still runs, and
/// the system gives it back when that ends in whatever way.
enum CommandLock {
  private static let name = "command.lock"
  /// How long what is asked to end is given before it is ended by force.
  private static let patience = Duration.seconds(1)

  /// Takes the lock of the training that keeps its files in `folder`; what an earlier search has left
  /// running there is ended first, or waited for where it can't be.
  ///
  /// - Throws: `CancellationError`; ``SearchError/studyUnwritable(path:reason:)`` for a folder that can't
  ///   be written to.
  static func take(in folder: String, isCancelled: () -> Bool) throws -> FileLock {
    let path = "\(folder)/\(name)"
    let start = ContinuousClock.now
    var isAsked = false
    while true {
      do throws(FileLock.Refusal) {
        return try FileLock(path: path, note: "")
      } catch {
        switch error {
        case .held(let group):
          let hasPatience = ContinuousClock.now - start < patience
          if !isAsked || !hasPatience { end(group, by: hasPatience ? SIGTERM : SIGKILL) }
          isAsked = isAsked || !group.isEmpty
          if isCancelled() {
            end(group, by: SIGKILL)
            throw CancellationError()
          }
        case .unopenable(let reason), .unsupported(let reason):
          throw SearchError.studyUnwritable(path: path, reason: reason.lowercased())
        }
      }
      usleep(20_000)
    }
  }

  /// Ends what an earlier search has left running of all trainings that keep their files below `folder`.
  ///
  /// - Throws: as ``take(in:isCancelled:)``.
  static func endRemains(below folder: String, isCancelled: () -> Bool) throws {
    for training in (try? Folder.names(in: folder)) ?? []
    where FileKind(of: "\(folder)/\(training)/\(name)") == .file {
      _ = try take(in: "\(folder)/\(training)", isCancelled: isCancelled)
    }
  }

  private static func end(_ group: String, by signal: Int32) {
    // 0 and 1 would mean this process's own group, and everybody.
    guard let group = pid_t(group), group > 1 else { return }
    kill(-group, signal)
  }
}

/// Ends the remains of earlier searches once, before the first command of this one starts.
final class CommandRemains: Sendable {
  private let areEnded = Mutex(false)

  func end(below folder: String, isCancelled: () -> Bool) throws {
    try areEnded.withLock { areEnded in
      if areEnded { return }
      try CommandLock.endRemains(below: folder, isCancelled: isCancelled)
      areEnded = true
    }
  }
}

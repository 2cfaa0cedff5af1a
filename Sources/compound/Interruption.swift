import Dispatch
import Foundation
import Synchronization

/// Turns Ctrl-C and a polite kill into a request to stop, so that work ends at a safe place. A second
/// Ctrl-C ends the process at once; whatever is on disk is whole all the same.
final class Interruption: Sendable {
  private let requested = Atomic<Bool>(false)
  private let sources: Mutex<[any DispatchSourceSignal]> = Mutex([])

  /// Whether the user asked to stop.
  var isRequested: Bool { requested.load(ordering: .relaxed) }

  /// Begins to listen.
  ///
  /// - Parameter action: Called at the first request, on a thread of its own.
  init(_ action: @escaping @Sendable () -> Void = {}) {
    for number in [SIGINT, SIGTERM] {
      signal(number, SIG_IGN)
      let source = DispatchSource.makeSignalSource(signal: number, queue: .global())
      source.setEventHandler { [weak self] in
        guard let self else { return }
        if self.requested.exchange(true, ordering: .relaxed) { _exit(ExitStatus.interrupted) }
        action()
      }
      source.resume()
      sources.withLock { $0.append(source) }
    }
  }
}

import Dispatch
import Foundation
import Synchronization

/// Turns Ctrl-C and a polite kill into a request to stop, so that work ends at a safe place.
///
/// A second Ctrl-C ends the process at once; whatever is on disk is whole all the same.
final class Interruption: Sendable {
  private let request = Request()
  // Dispatch sources may be used from any thread, but are not marked so.
  private nonisolated(unsafe) let sources: [any DispatchSourceSignal]

  private final class Request: Sendable {
    let isMade = Atomic<Bool>(false)
  }

  /// Whether the user asked to stop.
  var isRequested: Bool { request.isMade.load(ordering: .relaxed) }

  /// Begins to listen, for as long as this object lives.
  ///
  /// - Parameter action: Called at the first request, on a thread of its own.
  init(_ action: @escaping @Sendable () -> Void = {}) {
    let request = request
    sources = [SIGINT, SIGTERM].map { number in
      signal(number, SIG_IGN)
      let source = DispatchSource.makeSignalSource(signal: number, queue: .global())
      source.setEventHandler {
        if request.isMade.exchange(true, ordering: .relaxed) { _exit(ExitStatus.interrupted) }
        action()
      }
      source.resume()
      return source
    }
  }
}

import Dispatch
import Foundation
import Studies
import Synchronization

/// Turns Ctrl-C, a polite kill and a terminal that hangs up into a request to stop, so that work ends at
/// a safe place.
///
/// A second one ends the process at once, and the commands that it runs; whatever is on disk is whole
/// all the same.
final class Interruption: Sendable {
  private let request = Request()
  // Dispatch sources may be used from any thread, but are not marked so.
  private nonisolated(unsafe) let sources: [any DispatchSourceSignal]

  private final class Request: Sendable {
    let isMade = Atomic<Bool>(false)
  }

  /// What is listened to.
  ///
  /// `nohup` has a process ignore that its terminal hangs up, which is to stay so.
  private static let signals: [Int32] = {
    var hangup = sigaction()
    sigaction(SIGHUP, nil, &hangup)
    #if os(Linux)
      let handler = hangup.__sigaction_handler.sa_handler
    #else
      let handler = hangup.__sigaction_u.__sa_handler
    #endif
    let isIgnored = unsafeBitCast(handler, to: Int.self) == unsafeBitCast(SIG_IGN, to: Int.self)
    return isIgnored ? [SIGINT, SIGTERM] : [SIGINT, SIGTERM, SIGHUP]
  }()

  /// Whether the user asked to stop.
  var isRequested: Bool { request.isMade.load(ordering: .relaxed) }

  /// Begins to listen, for as long as this object lives.
  ///
  /// - Parameters:
  ///   - more: Further signals that are such a wish.
  ///   - action: Called at the first request, on a thread of its own.
  init(also more: [Int32] = [], _ action: @escaping @Sendable () -> Void = {}) {
    let request = request
    sources = (Self.signals + more).map { number in
      signal(number, SIG_IGN)
      let source = DispatchSource.makeSignalSource(signal: number, queue: .global())
      source.setEventHandler {
        if request.isMade.exchange(true, ordering: .relaxed) {
          CommandEvaluator.killCommands()
          _exit(ExitStatus.interrupted)
        }
        action()
      }
      source.resume()
      return source
    }
  }
}

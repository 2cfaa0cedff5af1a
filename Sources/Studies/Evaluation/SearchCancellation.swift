import Synchronization

/// A request to stop a search; may be made from any thread.
public final class SearchCancellation: Sendable {
  private let flag = Atomic<Bool>(false)
  private let waiting = Mutex<[Int: CheckedContinuation<Void, Never>]>([:])
  private let tickets = Atomic<Int>(0)

  /// Makes a request that has not been made yet.
  public init() {}

  /// Whether the request has been made.
  public var isCancelled: Bool { flag.load(ordering: .relaxed) }

  /// Makes the request; a second time it does nothing.
  public func cancel() {
    let continuations = waiting.withLock { waiting in
      flag.store(true, ordering: .relaxed)
      defer { waiting = [:] }
      return Array(waiting.values)
    }
    for continuation in continuations { continuation.resume() }
  }

  /// Suspends until the request is made, or the task that waits is cancelled.
  public func requested() async {
    let ticket = tickets.wrappingAdd(1, ordering: .relaxed).newValue
    await withTaskCancellationHandler {
      await withCheckedContinuation { continuation in
        let isOver = waiting.withLock { waiting in
          if isCancelled || Task.isCancelled { return true }
          waiting[ticket] = continuation
          return false
        }
        if isOver { continuation.resume() }
      }
    } onCancel: {
      waiting.withLock { $0.removeValue(forKey: ticket) }?.resume()
    }
  }
}

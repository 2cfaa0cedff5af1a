import Foundation

/// A value that one thread at a time may use.
///
/// Not a `Mutex`: ThreadSanitizer does not see into the standard library's, and reports a race.
final class LockedValue<Value>: @unchecked Sendable {
  // `value` is used only with `lock` held.
  private let lock = NSLock()
  private var value: Value

  init(_ value: Value) { self.value = value }

  func withLock<Result>(_ body: (inout Value) throws -> Result) rethrows -> Result {
    lock.lock()
    defer { lock.unlock() }
    return try body(&value)
  }
}

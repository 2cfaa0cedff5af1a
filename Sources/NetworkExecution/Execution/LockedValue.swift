import Foundation

/// A value that one thread at a time may use.
///
/// Not a `Mutex`: ThreadSanitizer does not see into the standard library's, and reports a race.
package final class LockedValue<Value>: @unchecked Sendable {
  // `value` is used only with `lock` held.
  private let lock = NSLock()
  private var value: Value

  package init(_ value: Value) { self.value = value }

  package func withLock<Result>(_ body: (inout Value) throws -> Result) rethrows -> Result {
    lock.lock()
    defer { lock.unlock() }
    return try body(&value)
  }
}

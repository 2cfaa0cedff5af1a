import Foundation

/// Carries out work that blocks on a thread of its own, with 8 MB of stack: tasks share few threads,
/// and what recurses through a network needs more than the default of secondary ones.
package func onOwnThread<Value: Sendable>(
  _ work: @escaping @Sendable () throws -> Value
) async throws -> Value {
  try await withCheckedThrowingContinuation { continuation in
    let thread = Thread { continuation.resume(with: Result { try work() }) }
    thread.stackSize = 8 << 20
    thread.start()
  }
}

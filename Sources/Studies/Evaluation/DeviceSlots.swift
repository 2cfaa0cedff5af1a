import Foundation
import Synchronization

/// The graphics processors that evaluations are dealt, each to several at a time where it is shared.
final class DeviceSlots: Sendable {
  private let names: [String]
  private let taken: Mutex<[Int]>

  /// So many devices: the first of those that the environment leaves this process, by their names
  /// there.
  init(count: Int) {
    let visible = (ProcessInfo.processInfo.environment["CUDA_VISIBLE_DEVICES"] ?? "")
      .split(separator: ",").map(String.init)
    names = (0..<count).map { visible.indices.contains($0) ? visible[$0] : "\($0)" }
    taken = Mutex(Array(repeating: 0, count: count))
  }

  /// Runs `body` with the device that has the fewest others; nil where none are dealt.
  func withDevice<Value>(_ body: (String?) async throws -> Value) async rethrows -> Value {
    guard !names.isEmpty else { return try await body(nil) }
    let slot = taken.withLock { taken in
      let slot = taken.indices.min { taken[$0] < taken[$1] } ?? 0
      taken[slot] += 1
      return slot
    }
    defer { taken.withLock { $0[slot] -= 1 } }
    return try await body(names[slot])
  }
}

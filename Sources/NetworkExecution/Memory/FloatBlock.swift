import Foundation

/// One aligned block of floats.
///
/// Pages that nobody has written to take no memory yet.
package final class FloatBlock: @unchecked Sendable {
  // Plain memory: whoever writes a part of it owns that part for the time of a step.
  package let floats: Int
  package let base: UnsafeMutablePointer<Float>
  private static let largePage = 2 << 20

  /// Allocates a block.
  ///
  /// - Parameters:
  ///   - floats: Its length, at least 16.
  ///   - isCleared: Whether all floats are zero at the start. A block that is filled anyway takes
  ///     memory only as far as it has been.
  /// - Throws: ``ExecutionError`` where the system has not that much memory.
  package init(floats: Int, isCleared: Bool = true) throws(ExecutionError) {
    self.floats = max(floats, 16)
    var pointer: UnsafeMutableRawPointer?
    let bytes = self.floats * MemoryLayout<Float>.stride
    // A step walks through all of an arena: with large pages it does not miss the TLB on the way.
    let isLarge = bytes >= Self.largePage
    guard posix_memalign(&pointer, isLarge ? Self.largePage : 4096, bytes) == 0, let pointer else {
      throw ExecutionError(.outOfMemory, "no memory for \(bytes) bytes; use a smaller batch")
    }
    #if os(Linux)
      if isLarge { madvise(pointer, bytes, Int32(MADV_HUGEPAGE)) }
    #endif
    if isCleared { memset(pointer, 0, bytes) }
    base = pointer.bindMemory(to: Float.self, capacity: self.floats)
  }

  deinit { free(base) }
}

import Foundation

/// One aligned block of floats, zero at the start.
package final class FloatBlock: @unchecked Sendable {
  // Plain memory: whoever writes a part of it owns that part for the time of a step.
  package let floats: Int
  package let base: UnsafeMutablePointer<Float>
  private static let largePage = 2 << 20

  /// - Throws: ``ExecutionError`` where the system has not that much memory.
  package init(floats: Int) throws(ExecutionError) {
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
    memset(pointer, 0, bytes)
    base = pointer.bindMemory(to: Float.self, capacity: self.floats)
  }

  deinit { free(base) }
}

/// The arena of a plan and the addresses of its buffers.
package final class PlanMemory {
  private let arena: FloatBlock
  private let scratch: FloatBlock
  private let scratchFloats: Int
  private let bases: UnsafeMutablePointer<UnsafeMutablePointer<Float>>
  private let count: Int

  /// - Parameters:
  ///   - values: What the plan reads parameters from.
  ///   - gradients: Where it writes their gradients.
  /// - Throws: ``ExecutionError`` where the system has not that much memory.
  package init(_ plan: Plan, threads: Int, values: FloatBlock, gradients: FloatBlock?) throws(ExecutionError) {
    arena = try FloatBlock(floats: plan.arenaFloats)
    scratch = try FloatBlock(floats: plan.scratchFloats * threads)
    scratchFloats = plan.scratchFloats
    count = plan.buffers.count
    bases = .allocate(capacity: count)
    for (index, buffer) in plan.buffers.enumerated() {
      let base: UnsafeMutablePointer<Float>
      switch buffer.kind {
      case .store(.values): base = values.base
      case .store(.gradients): base = gradients?.base ?? values.base
      case .transient, .persistent: base = arena.base + buffer.offset
      }
      (bases + index).initialize(to: base)
      if let value = buffer.initialValue {
        base.update(repeating: value, count: buffer.floats)
      }
    }
  }

  deinit { bases.deallocate() }

  /// Reads parameters from another block from now on.
  package func read(values: FloatBlock) { bases[StoreSection.values.rawValue] = values.base }

  /// Bytes allocated.
  var bytes: Int { (arena.floats + scratch.floats) * MemoryLayout<Float>.stride }

  package func pointer(_ place: Place) -> UnsafeMutablePointer<Float> {
    bases[place.buffer] + place.offset
  }

  func pointer(_ place: Place?) -> UnsafeMutablePointer<Float>? {
    place.map { bases[$0.buffer] + $0.offset }
  }

  func doubles(_ place: Place) -> UnsafeMutablePointer<Double> {
    UnsafeMutableRawPointer(pointer(place)).assumingMemoryBound(to: Double.self)
  }

  package func bytes(_ place: Place) -> UnsafeMutablePointer<UInt8> {
    UnsafeMutableRawPointer(pointer(place)).assumingMemoryBound(to: UInt8.self)
  }

  package func integers(_ place: Place) -> UnsafeMutablePointer<Int32> {
    UnsafeMutableRawPointer(pointer(place)).assumingMemoryBound(to: Int32.self)
  }

  func scratch(thread: Int) -> UnsafeMutablePointer<Float> {
    scratch.base + thread * scratchFloats
  }
}

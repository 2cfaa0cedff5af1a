/// The arena of a plan, the scratch of its threads, and the addresses of its buffers.
package final class PlanMemory {
  private let arena: FloatBlock
  private let scratch: FloatBlock
  private let scratchFloats: Int
  private var external: [ExternalBlock: FloatBlock] = [:]
  private let bases: UnsafeMutablePointer<UnsafeMutablePointer<Float>>

  /// Memory for a program without blocks outside: ``use(_:as:)`` sets those that it refers to.
  ///
  /// - Throws: ``ExecutionError`` where the system has not that much memory.
  init(_ program: PlanProgram, threads: Int) throws(ExecutionError) {
    arena = try FloatBlock(floats: program.arenaFloats)
    scratch = try FloatBlock(floats: program.scratchFloats * threads)
    scratchFloats = program.scratchFloats
    bases = .allocate(capacity: program.buffers.count)
    for (index, buffer) in program.buffers.enumerated() {
      let base = arena.base + (buffer.isPlaced ? buffer.offset : 0)
      (bases + index).initialize(to: base)
      if let value = buffer.initialValue {
        base.update(repeating: value, count: buffer.floats)
      }
    }
  }

  deinit { bases.deallocate() }

  /// Makes a block outside the arena what the plan reads or writes from now on.
  func use(_ block: FloatBlock, as external: ExternalBlock) {
    self.external[external] = block
    bases[external.rawValue] = block.base
  }

  package func pointer(_ place: Place) -> UnsafeMutablePointer<Float> {
    bases[place.buffer] + place.offset
  }

  func pointer(_ place: Place?) -> UnsafeMutablePointer<Float>? {
    place.map { bases[$0.buffer] + $0.offset }
  }

  func doubles(_ place: Place) -> UnsafeMutablePointer<Double> {
    UnsafeMutableRawPointer(pointer(place)).assumingMemoryBound(to: Double.self)
  }

  func doubles(_ place: Place?) -> UnsafeMutablePointer<Double>? {
    place.map { doubles($0) }
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

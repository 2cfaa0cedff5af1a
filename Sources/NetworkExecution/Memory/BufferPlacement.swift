/// Places buffers in one arena so that no two that live at the same time overlap.
enum BufferPlacement {
  /// All buffers begin at a cache line, and pages of the arena are not aligned alike on purpose.
  static let alignment = 16

  /// Sets the offsets and returns the floats of the arena.
  ///
  /// Largest first, each at the lowest gap among the buffers placed before that are alive with it:
  /// first fit by size, within a few per cent of the peak of live bytes on the networks of the zoo.
  static func place(_ buffers: inout [PlanBuffer]) -> Int {
    let order = buffers.indices.filter { buffers[$0].isPlaced }.sorted {
      (-buffers[$0].floats, $0) < (-buffers[$1].floats, $1)
    }
    var placed: [Int] = []
    var size = 0
    for index in order {
      let buffer = buffers[index]
      var offset = 0
      // `placed` stays sorted by offset, so one sweep finds the first gap.
      for other in placed where buffers[other].overlapsInTime(buffer) {
        if buffers[other].offset - offset >= rounded(buffer.floats) { break }
        offset = max(offset, buffers[other].offset + rounded(buffers[other].floats))
      }
      buffers[index].offset = offset
      let position = placed.firstIndex { buffers[$0].offset > offset } ?? placed.count
      placed.insert(index, at: position)
      size = max(size, offset + rounded(buffer.floats))
    }
    return size
  }

  static func rounded(_ floats: Int) -> Int { (floats + alignment - 1) / alignment * alignment }
}

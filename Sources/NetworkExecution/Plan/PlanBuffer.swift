/// A place in a plan's memory: a buffer, and floats from its start. Which address that is, the
/// executor's table of buffers says; until the plan is finished nobody knows.
package struct Place: Hashable {
  let buffer: Int
  var offset = 0

  func advanced(by floats: Int) -> Place { Place(buffer: buffer, offset: offset + floats) }
}

/// Rows of channels in memory, `stride` floats from row to row.
struct Matrix: Hashable {
  var place: Place
  var stride: Int

  /// The same rows from another channel on.
  func slice(from channel: Int) -> Matrix {
    Matrix(place: place.advanced(by: channel), stride: stride)
  }
}

/// What a buffer is for, and so when it lives and who owns its memory.
enum BufferKind: Hashable {
  /// Lives from the first step that uses it to the last, and shares the arena with others.
  case transient
  /// Keeps its contents from run to run (constants, the input, results).
  case persistent
  /// Lies in the parameter store, outside the arena.
  case store(StoreSection)
}

/// The parts of a parameter store that a plan may refer to.
enum StoreSection: Int, CaseIterable {
  case values, gradients
}

/// One buffer of a plan, in floats; doubles and bytes are counted in floats, too.
struct PlanBuffer {
  let floats: Int
  let kind: BufferKind
  /// The first and the last step that use it.
  var firstStep = Int.max
  var lastStep = -1
  /// Floats from the start of the arena, once placed.
  var offset = 0
  /// A persistent buffer's contents at the start; zero where there is none.
  var initialValue: Float?
}

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

extension PlanBuffer {
  /// Whether the arena holds it: a buffer that no step uses needs no memory.
  var isPlaced: Bool {
    switch kind {
    case .transient: lastStep >= 0
    case .persistent: true
    case .store: false
    }
  }

  func overlapsInTime(_ other: PlanBuffer) -> Bool {
    if kind == .persistent || other.kind == .persistent { return true }
    return firstStep <= other.lastStep && other.firstStep <= lastStep
  }
}

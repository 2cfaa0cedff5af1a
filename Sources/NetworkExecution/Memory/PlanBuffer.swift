/// A place in a plan's memory: a buffer, and floats from its start.
///
/// Which address that is, the executor's table of buffers says; until the plan is finished nobody
/// knows.
package struct Place: Hashable, Sendable {
  let buffer: Int
  var offset = 0

  func advanced(by floats: Int) -> Place { Place(buffer: buffer, offset: offset + floats) }

  /// So many doubles further on; a double is as long as two floats.
  func advanced(byDoubles doubles: Int) -> Place { advanced(by: 2 * doubles) }
}

/// Rows of channels in memory, `stride` floats from row to row.
package struct Matrix: Hashable, Sendable {
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
  /// A block outside the arena.
  case external(ExternalBlock)
}

/// The blocks outside the arena that a plan refers to.
///
/// Their raw values are their buffers' numbers, the first in every plan.
enum ExternalBlock: Int, CaseIterable {
  /// What the plan reads parameters from: a parameter store, or bound weights.
  case parameters
  /// Where a training plan writes the gradients of its parameters.
  case gradients
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

extension PlanBuffer {
  /// Whether the arena holds it: a buffer that no step uses needs no memory.
  var isPlaced: Bool {
    switch kind {
    case .transient: lastStep >= 0
    case .persistent: true
    case .external: false
    }
  }

  func overlapsInTime(_ other: PlanBuffer) -> Bool {
    if kind == .persistent || other.kind == .persistent { return true }
    return firstStep <= other.lastStep && other.firstStep <= lastStep
  }
}

/// All distinct costs of the ways from one end of a space to one of its states, sorted, with the
/// number of ways of each, and how each comes about.
///
/// Ways are numbered: number `n` of an entry is found by walking back through `steps`. So a number
/// stands for exactly one way, and a uniform number for a uniform way.
///
/// A class, as draws hand tables of megabytes from stage to stage: one reference to count, not five.
final class PartialSums: Sendable {
  /// A cost in the one or two figures that are bounded; the second is 0 where only one is.
  struct Cost: Hashable {
    var first: Int
    var second: Int
  }

  /// The last stage of some ways: an edge, and the entry of its other end that it continues.
  struct Step {
    let edge: Int32
    let entry: Int32
    /// The ways that go this way: those of the entry, times the options of the edge.
    let ways: UInt64
  }

  /// The first figure of each entry, ascending.
  let firsts: [Int]
  /// The second figure, ascending where the first is equal; empty where only one is bounded.
  let seconds: [Int]
  /// The number of ways of each entry.
  let ways: [UInt64]
  /// Where the steps of each entry begin; one more than there are entries.
  let stepStarts: [Int32]
  let steps: [Step]

  var count: Int { firsts.count }

  /// The cost of an entry.
  func cost(_ entry: Int) -> Cost {
    Cost(first: firsts[entry], second: seconds.isEmpty ? 0 : seconds[entry])
  }

  /// The end itself: a single way.
  init(end cost: Cost, isPlane: Bool) {
    firsts = [cost.first]
    seconds = isPlane ? [cost.second] : []
    ways = [1]
    stepStarts = [0, 0]
    steps = []
  }

  /// Ways to one state in any order of cost.
  struct Candidates {
    fileprivate(set) var firsts: [Int] = []
    fileprivate(set) var seconds: [Int] = []
    fileprivate(set) var steps: [Step] = []

    var isEmpty: Bool { firsts.isEmpty }

    mutating func append(_ cost: Cost, isPlane: Bool, step: Step) {
      firsts.append(cost.first)
      if isPlane { seconds.append(cost.second) }
      steps.append(step)
    }
  }

  /// Sorts and joins candidates of equal cost; equal ones keep their order, so that the numbering is
  /// the same everywhere.
  ///
  /// - Throws: ``SpaceError/tooLarge(reason:)`` when a number of ways exceeds 64 bits.
  init(_ candidates: Candidates) throws {
    let isPlane = !candidates.seconds.isEmpty
    let order = radixOrder(
      candidates.firsts, within: isPlane ? radixOrder(candidates.seconds) : nil)
    var firsts: [Int] = []
    var seconds: [Int] = []
    var ways: [UInt64] = []
    var starts: [Int32] = []
    var steps: [Step] = []
    steps.reserveCapacity(order.count)
    for position in order {
      let (first, step) = (candidates.firsts[Int(position)], candidates.steps[Int(position)])
      let second = isPlane ? candidates.seconds[Int(position)] : 0
      if first == firsts.last, !isPlane || second == seconds.last {
        let (sum, overflow) = ways[ways.count - 1].addingReportingOverflow(step.ways)
        guard !overflow else {
          throw SpaceError.tooLarge(reason: "more than 2^64 partial architectures cost alike")
        }
        ways[ways.count - 1] = sum
      } else {
        firsts.append(first)
        if isPlane { seconds.append(second) }
        ways.append(step.ways)
        starts.append(Int32(steps.count))
      }
      steps.append(step)
    }
    starts.append(Int32(steps.count))
    (self.firsts, self.seconds, self.ways) = (firsts, seconds, ways)
    (stepStarts, self.steps) = (starts, steps)
  }
}

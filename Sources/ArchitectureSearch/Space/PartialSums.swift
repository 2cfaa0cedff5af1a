/// All distinct costs of the ways from one end of a space to one of its states, sorted, with the
/// number of ways of each, and how each comes about.
///
/// Ways are numbered: number `n` of an entry is found by walking back through `steps`. So a number
/// stands for exactly one way, and a uniform number for a uniform way.
struct PartialSums {
  /// A cost in the one or two figures that are bounded; the second is 0 where only one is.
  struct Cost: Comparable, Hashable {
    var first: Int
    var second: Int

    static func < (left: Cost, right: Cost) -> Bool {
      left.first != right.first ? left.first < right.first : left.second < right.second
    }
  }

  /// The last stage of some ways: an edge, and the entry of its other end that it continues.
  struct Step {
    let edge: Int32
    let entry: Int32
    /// The ways that go this way: those of the entry, times the options of the edge.
    let ways: UInt64
  }

  private(set) var costs: [Cost] = []
  /// The number of ways of each entry.
  private(set) var ways: [UInt64] = []
  /// Where the steps of each entry begin; one more than there are entries.
  private(set) var stepStarts: [Int32] = [0]
  private(set) var steps: [Step] = []

  var count: Int { costs.count }

  /// The end itself: a single way.
  init(end cost: Cost) {
    costs = [cost]
    ways = [1]
    stepStarts = [0, 0]
  }

  /// A way to be sorted in.
  struct Candidate {
    let cost: Cost
    let step: Step
  }

  /// Sorts and joins candidates of equal cost.
  ///
  /// - Throws: ``SearchError/spaceTooLarge(reason:)`` when a number of ways exceeds 64 bits.
  init(_ candidates: [Candidate]) throws {
    var candidates = candidates
    // The step breaks ties, so that the numbering does not depend on the sort.
    candidates.sort { left, right in
      if left.cost != right.cost { return left.cost < right.cost }
      return (left.step.edge, left.step.entry) < (right.step.edge, right.step.entry)
    }
    steps.reserveCapacity(candidates.count)
    for candidate in candidates {
      if candidate.cost == costs.last {
        let (sum, overflow) = ways[ways.count - 1].addingReportingOverflow(candidate.step.ways)
        guard !overflow else {
          throw SearchError.spaceTooLarge(reason: "more than 2^64 partial architectures cost alike")
        }
        ways[ways.count - 1] = sum
        stepStarts[stepStarts.count - 1] += 1
      } else {
        costs.append(candidate.cost)
        ways.append(candidate.step.ways)
        stepStarts.append(stepStarts[stepStarts.count - 1] + 1)
      }
      steps.append(candidate.step)
    }
  }
}

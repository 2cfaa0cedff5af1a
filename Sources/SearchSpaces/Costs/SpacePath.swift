import CostModel

/// One architecture of a space as a path through its graph, with its exact costs.
public struct SpacePath: Hashable, Sendable {
  let assignment: Int
  /// Each stage's option.
  let options: [Int]
  package let costs: AdditiveCosts
}

extension SpaceGraph {
  /// The canonical encoding of the architecture.
  public func encoding(_ path: SpacePath) -> SearchSpace.Encoding {
    space.encoding(assignment: path.assignment, chosen: path.options)
  }

  /// The exact costs of an encoding, without building any network; nil outside the space.
  package func costs(of encoding: SearchSpace.Encoding) -> AdditiveCosts? {
    guard let (assignment, options) = space.locate(encoding),
      var state = states[0].firstIndex(where: { $0.assignment == assignment })
    else { return nil }
    var total = stem
    for (stage, option) in options.enumerated() {
      guard
        let edge = edges[stage].first(where: {
          $0.from == state && $0.options.contains(option)
        })
      else { return nil }
      total = total + edge.costs
      state = edge.to
    }
    return total + heads[state]
  }

  /// Calls `body` with the costs of every architecture, one after the other, in the order of
  /// options, until it returns false.
  ///
  /// Takes nanoseconds an architecture: partial sums are kept, and only the stages that changed are
  /// added again.
  package func walk(_ body: (AdditiveCosts) -> Bool) {
    // Options of equal costs are equal here, so an edge stands for as many architectures.
    let outgoing = edges.indices.map { stage in
      states[stage].indices.map { from in
        edges[stage].filter { $0.from == from }.map {
          Hop(to: $0.to, costs: $0.costs, count: $0.options.count)
        }
      }
    }
    for start in states[0].indices {
      guard walk(outgoing, stage: 0, state: start, sum: stem, body) else { return }
    }
  }

  private struct Hop {
    let to: Int
    let costs: AdditiveCosts
    let count: Int
  }

  private func walk(
    _ outgoing: [[[Hop]]], stage: Int, state: Int, sum: AdditiveCosts,
    _ body: (AdditiveCosts) -> Bool
  ) -> Bool {
    guard stage < outgoing.count else { return body(sum + heads[state]) }
    for hop in outgoing[stage][state] {
      let next = sum + hop.costs
      for _ in 0..<hop.count {
        guard walk(outgoing, stage: stage + 1, state: hop.to, sum: next, body) else {
          return false
        }
      }
    }
    return true
  }
}

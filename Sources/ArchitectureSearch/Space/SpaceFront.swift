/// An additive figure with a direction.
public struct SpaceObjective: Hashable, Sendable {
  public let metric: AdditiveMetric
  public let isMaximised: Bool

  /// The least of `metric`, or the most of it.
  public init(_ metric: AdditiveMetric, isMaximised: Bool = false) {
    self.metric = metric
    self.isMaximised = isMaximised
  }

  /// The figure, or its negative where more is better: always to be minimised.
  func value(_ costs: AdditiveCosts) -> Int {
    isMaximised ? -metric(costs) : metric(costs)
  }
}

extension SpaceGraph {
  /// The exact Pareto front of two additive figures: no architecture of the space is better in one
  /// without being worse in the other.
  ///
  /// Of all ways to a state only the undominated can begin an architecture of the front, so each
  /// state keeps a front of its own. One architecture stands for each point.
  ///
  /// - Throws: ``SearchError/spaceTooLarge(reason:)`` when a state's front exceeds a million points.
  public func front(_ first: SpaceObjective, _ second: SpaceObjective) throws -> [SpacePath] {
    try front(figures: { costs, _, _, _ in (first.value(costs), second.value(costs)) })
  }

  /// The exact front of two figures that add up over stages.
  ///
  /// - Parameter figures: both figures, to be minimised, of a part of the architecture, given its
  ///   costs, its stage (nil for stem and head), its option there, and the assignment.
  func front(
    figures: (AdditiveCosts, Int?, Int, Int) -> (Int, Int)
  ) throws -> [SpacePath] {
    let start = figures(stem, nil, 0, 0)
    var fronts = states[0].map { state in
      [FrontWay(first: start.0, second: start.1, costs: stem, options: [], state: state)]
    }
    for stage in edges.indices {
      var next = states[stage + 1].map { _ in [FrontWay]() }
      for edge in edges[stage] {
        let assignment = states[stage][edge.from].assignment
        for option in edge.options {
          let step = figures(edge.costs, stage, option, assignment)
          next[edge.to] += fronts[edge.from].map { $0.extended(step, edge.costs, option) }
        }
        // Pruning now and then keeps memory small; pruning once more makes it exact.
        if next[edge.to].count > 100_000 { next[edge.to] = Self.undominated(next[edge.to]) }
      }
      fronts = next.map(Self.undominated)
      guard fronts.allSatisfy({ $0.count <= 1_000_000 }) else {
        throw SearchError.spaceTooLarge(
          reason: "the front after stage \(stage + 1) has more than a million points")
      }
    }
    let ends = fronts.enumerated().flatMap { state, ways in
      let step = figures(heads[state], nil, 0, states[edges.count][state].assignment)
      return ways.map { $0.extended(step, heads[state], nil) }
    }
    return Self.undominated(ends).map {
      SpacePath(assignment: $0.state.assignment, options: $0.options, costs: $0.costs)
    }
  }

  private struct FrontWay {
    var first: Int
    var second: Int
    var costs: AdditiveCosts
    var options: [Int]
    let state: State

    func extended(_ step: (Int, Int), _ cost: AdditiveCosts, _ option: Int?) -> FrontWay {
      var way = self
      way.first += step.0
      way.second += step.1
      way.costs = costs + cost
      if let option { way.options.append(option) }
      return way
    }
  }

  /// The undominated ways, by the first figure ascending, one for each point.
  private static func undominated(_ ways: [FrontWay]) -> [FrontWay] {
    let sorted = ways.sorted { left, right in
      if left.first != right.first { return left.first < right.first }
      if left.second != right.second { return left.second < right.second }
      return left.options.lexicographicallyPrecedes(right.options)
    }
    var front: [FrontWay] = []
    for way in sorted where way.second < front.last?.second ?? .max { front.append(way) }
    return front
  }
}

extension SpaceGraph {
  /// The exact Pareto front of two additive figures: no architecture of the space is better in one
  /// without being worse in the other.
  ///
  /// Of all ways to a state only the undominated can begin an architecture of the front, so each
  /// state keeps a front of its own. One architecture stands for each point.
  ///
  /// - Throws: ``SpaceError/tooLarge(reason:)`` when a state's front exceeds a million points.
  public func front(_ first: SpaceObjective, _ second: SpaceObjective) throws -> [SpacePath] {
    // Options of one edge cost the same, so the first stands for all.
    try front(usesEveryOption: false) { costs, _, _, _ in
      (first.value(costs), second.value(costs))
    }
  }

  /// The exact front of two figures that add up over stages.
  ///
  /// - Parameters:
  ///   - usesEveryOption: whether the figures tell options of equal cost apart.
  ///   - figures: both figures, to be minimised, of a part of the architecture, given its costs,
  ///     its stage (nil for stem and head), its option there, and the assignment.
  /// - Returns: The paths of the front, by the first figure.
  /// - Throws: ``SpaceError/tooLarge(reason:)`` when the front is too long.
  package func front(
    usesEveryOption: Bool = true, figures: (AdditiveCosts, Int?, Int, Int) -> (Int, Int)
  ) throws -> [SpacePath] {
    let start = figures(stem, nil, 0, 0)
    var layers = [states[0].map { _ in [FrontWay(first: start.0, second: start.1)] }]
    for stage in edges.indices {
      var next = states[stage + 1].map { _ in [FrontWay]() }
      for (number, edge) in edges[stage].enumerated() {
        let assignment = states[stage][edge.from].assignment
        let count = usesEveryOption ? edge.options.count : 1
        for option in edge.options.prefix(count) {
          let step = figures(edge.costs, stage, option, assignment)
          next[edge.to] = FrontWay.merged(
            next[edge.to], layers[stage][edge.from], plus: step, edge: number, option: option)
        }
      }
      guard next.allSatisfy({ $0.count <= 1_000_000 }) else {
        throw SpaceError.tooLarge(
          reason: "the front after stage \(stage + 1) has more than a million points")
      }
      layers.append(next)
    }
    var front: [FrontWay] = []
    for (state, ways) in layers[edges.count].enumerated() {
      let step = figures(heads[state], nil, 0, states[edges.count][state].assignment)
      front = FrontWay.merged(front, ways, plus: step, edge: state, option: 0)
    }
    return front.map { path(to: $0, layers) }
  }

  /// Walks back from the end: there, `edge` is the state.
  private func path(to end: FrontWay, _ layers: [[[FrontWay]]]) -> SpacePath {
    var state = Int(end.edge)
    let assignment = states[edges.count][state].assignment
    var costs = stem + heads[state]
    var options = [Int](repeating: 0, count: edges.count)
    var entry = Int(end.parent)
    for stage in edges.indices.reversed() {
      let way = layers[stage + 1][state][entry]
      let edge = edges[stage][Int(way.edge)]
      options[stage] = Int(way.option)
      costs = costs + edge.costs
      (state, entry) = (edge.from, Int(way.parent))
    }
    return SpacePath(assignment: assignment, options: options, costs: costs)
  }
}

/// A way to a state that no other beats in both figures, and where it comes from.
private struct FrontWay {
  var first: Int
  var second: Int
  /// The last edge, the option taken on it, and the entry of the front at its other end.
  var edge: Int32 = 0
  var option: Int32 = 0
  var parent: Int32 = 0

  /// The front of `known` and of `ways` continued by a step; both are fronts by the first figure
  /// ascending, so the second falls.
  ///
  /// Of equal points the known one stays.
  static func merged(
    _ known: [FrontWay], _ ways: [FrontWay], plus step: (Int, Int), edge: Int, option: Int
  ) -> [FrontWay] {
    var front: [FrontWay] = []
    front.reserveCapacity(known.count + ways.count)
    var (left, right) = (0, 0)
    var least = Int.max
    while left < known.count || right < ways.count {
      let way: FrontWay
      if right == ways.count || left < known.count && known[left].precedes(ways[right], plus: step)
      {
        way = known[left]
        left += 1
      } else {
        way = FrontWay(
          first: ways[right].first + step.0, second: ways[right].second + step.1,
          edge: Int32(edge), option: Int32(option), parent: Int32(right))
        right += 1
      }
      if way.second < least {
        least = way.second
        front.append(way)
      }
    }
    return front
  }

  private func precedes(_ other: FrontWay, plus step: (Int, Int)) -> Bool {
    let (first, second) = (other.first + step.0, other.second + step.1)
    return self.first != first ? self.first < first : self.second <= second
  }
}

import CostModel

/// The partial sums that meet in the middle of a space: from the stem up to one stage, and from the
/// head back to it, leaving out what can't end inside the band.
struct BandSums: Sendable {
  /// The stage between the two sides.
  let middle: Int
  /// Sums up to each state before stage `i`, for `i` up to `middle`; the rest is empty.
  let arrivals: [[PartialSums?]]
  /// Sums from each state before stage `i` on, for `i` above `middle`; the rest is empty.
  let completions: [[PartialSums?]]

  /// More partial architectures than this on one side, before joining equal ones, are refused.
  private static let limit = 80_000_000

  init(_ graph: SpaceGraph, _ figures: BandFigures) throws {
    let stages = graph.edges.count
    let carrier = SumCarrier(graph: graph, figures: figures)
    var arrivals: [[PartialSums?]] = graph.states.map { $0.map { _ in nil } }
    var completions = arrivals
    arrivals[0] = graph.states[0].map { _ in
      PartialSums(end: figures.cost(graph.stem), isPlane: figures.isPlane)
    }
    completions[stages] = graph.heads.map {
      PartialSums(end: figures.cost($0), isPlane: figures.isPlane)
    }
    var (low, high) = (0, stages)
    // The cheaper side grows, until one stage is left between the two.
    while high - low > 1 {
      let forward = Self.work(graph.edges[low], arrivals[low]) { $0.from }
      let backward = Self.work(graph.edges[high - 1], completions[high]) { $0.to }
      guard min(forward, backward) <= Self.limit else {
        throw SearchError.spaceTooLarge(
          reason: "\(min(forward, backward)) partial architectures differ in cost, at most "
            + "\(Self.limit) can be kept; narrow the band, or make channels coarser")
      }
      if forward <= backward {
        arrivals[low + 1] = try carrier.forward(low, arrivals[low])
        low += 1
      } else {
        completions[high - 1] = try carrier.backward(high - 1, completions[high])
        high -= 1
      }
    }
    middle = low
    self.arrivals = arrivals
    self.completions = completions
  }

  private static func work(
    _ edges: [SpaceGraph.Edge], _ sums: [PartialSums?], _ end: (SpaceGraph.Edge) -> Int
  ) -> Int {
    edges.reduce(0) { $0 + (sums[end($1)]?.count ?? 0) }
  }
}

/// Carries partial sums over one more stage.
private struct SumCarrier {
  let graph: SpaceGraph
  let figures: BandFigures

  func forward(_ stage: Int, _ sums: [PartialSums?]) throws -> [PartialSums?] {
    try extend(
      stage, sums, count: graph.states[stage + 1].count, from: \.from, to: \.to,
      bounds: figures.completionBounds.map { $0[stage + 1] })
  }

  func backward(_ stage: Int, _ sums: [PartialSums?]) throws -> [PartialSums?] {
    try extend(
      stage, sums, count: graph.states[stage].count, from: \.to, to: \.from,
      bounds: figures.arrivalBounds.map { $0[stage] })
  }

  private func extend(
    _ stage: Int, _ sums: [PartialSums?], count: Int, from: KeyPath<SpaceGraph.Edge, Int>,
    to: KeyPath<SpaceGraph.Edge, Int>, bounds: [[ClosedRange<Int>?]]
  ) throws -> [PartialSums?] {
    var candidates = [PartialSums.Candidates](repeating: .init(), count: count)
    for (number, edge) in graph.edges[stage].enumerated() {
      let (start, end) = (edge[keyPath: from], edge[keyPath: to])
      guard let known = sums[start], let window = figures.window(rest: bounds.map { $0[end] })
      else { continue }
      let step = figures.cost(edge.costs)
      let options = UInt64(edge.options.count)
      for entry in window.firsts(of: known, plus: step.first) {
        let cost = PartialSums.Cost(
          first: known.firsts[entry] + step.first,
          second: figures.isPlane ? known.seconds[entry] + step.second : 0)
        guard !figures.isPlane || window.contains(cost) else { continue }
        let (ways, overflow) = known.ways[entry].multipliedReportingOverflow(by: options)
        guard !overflow else {
          throw SearchError.spaceTooLarge(reason: "more than 2^64 partial architectures cost alike")
        }
        candidates[end].append(
          cost, isPlane: figures.isPlane,
          step: PartialSums.Step(edge: Int32(number), entry: Int32(entry), ways: ways))
      }
    }
    let filled = candidates
    return try concurrently(count) { filled[$0].isEmpty ? nil : try PartialSums(filled[$0]) }
  }
}

/// The figures that a band bounds, one or two, and what remains possible at each state.
struct BandFigures: Sendable {
  let metrics: [Metric]
  let least: PartialSums.Cost
  let most: PartialSums.Cost
  let completionBounds: [[[ClosedRange<Int>?]]]
  let arrivalBounds: [[[ClosedRange<Int>?]]]

  /// Far enough from the ends of `Int` that sums and differences can't overflow.
  private static let infinity = Int.max / 4

  /// - Throws: ``SearchError/invalidDefinition(place:message:)`` for bounds that can't be counted.
  init(_ graph: SpaceGraph, _ band: Bounds) throws {
    if let metric = Metric.allCases.first(where: { !$0.isAdditive && !band[$0].isOpen }) {
      throw SearchError.invalidDefinition(
        place: "within",
        message:
          "\(metric.title) is no sum over stages, so that what lies within its bounds can't be "
          + "counted; expected bounds on FLOPs, parameters or activations")
    }
    let bounded = band.sums.filter { !$0.interval.isOpen }
    guard bounded.count <= 2 else {
      throw SearchError.invalidDefinition(
        place: "within",
        message: "found bounds on three sums; expected at most two of FLOPs, parameters and "
          + "activations: put the third under `budgets`")
    }
    let used = bounded.isEmpty ? Array(band.sums.prefix(1)) : bounded
    metrics = used.map(\.metric)
    func corner(_ value: (Bounds.Interval<Int>) -> Int) -> PartialSums.Cost {
      let values = used.map { min(max(value($0.interval), -Self.infinity), Self.infinity) }
      return PartialSums.Cost(first: values[0], second: values.count > 1 ? values[1] : 0)
    }
    least = corner { $0.least ?? .min }
    most = corner { $0.most ?? .max }
    completionBounds = metrics.map(graph.completionBounds)
    arrivalBounds = metrics.map(graph.arrivalBounds)
  }

  var isPlane: Bool { metrics.count > 1 }

  /// Whether no cost can lie within the bounds.
  var isEmpty: Bool { least.first > most.first || least.second > most.second }

  func cost(_ costs: AdditiveCosts) -> PartialSums.Cost {
    PartialSums.Cost(first: costs[metrics[0]], second: isPlane ? costs[metrics[1]] : 0)
  }

  /// The partial costs from which the band can still be reached; nil where none can.
  func window(rest: [ClosedRange<Int>?]) -> Window? {
    guard let first = rest[0] else { return nil }
    let second = isPlane ? rest[1] ?? 0...0 : 0...0
    return Window(
      first: (least.first - first.upperBound, most.first - first.lowerBound),
      second: isPlane
        ? (least.second - second.upperBound, most.second - second.lowerBound) : (0, 0))
  }

  struct Window {
    let first: (least: Int, most: Int)
    let second: (least: Int, most: Int)

    /// The entries whose first figure, with `step` added, lies inside.
    func firsts(of sums: PartialSums, plus step: Int) -> Range<Int> {
      func count(below bound: Int) -> Int {
        var (low, high) = (0, sums.count)
        while low < high {
          let middle = (low + high) / 2
          if sums.firsts[middle] < bound { low = middle + 1 } else { high = middle }
        }
        return low
      }
      let start = count(below: first.least - step)
      return start..<max(start, count(below: first.most - step + 1))
    }

    func contains(_ cost: PartialSums.Cost) -> Bool {
      cost.first >= first.least && cost.first <= first.most && cost.second >= second.least
        && cost.second <= second.most
    }
  }
}

extension Bounds {
  /// The intervals of the sums over stages.
  fileprivate var sums: [(metric: Metric, interval: Interval<Int>)] {
    [(.multiplyAdds, multiplyAdds), (.parameters, parameters), (.activations, activations)]
  }

  /// Whether `costs` lie within the bounds on sums.
  func contains(_ costs: AdditiveCosts) -> Bool {
    sums.allSatisfy { $0.interval.contains(costs[$0.metric]) }
  }
}

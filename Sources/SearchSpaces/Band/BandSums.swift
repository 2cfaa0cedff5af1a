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
        throw SpaceError.tooLarge(
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
          throw SpaceError.tooLarge(reason: "more than 2^64 partial architectures cost alike")
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

public import CostModel
public import Randomness

/// The architectures of a space within a band of costs: counted exactly, numbered, and drawn
/// uniformly without a rejection.
///
/// Costs are sums over stages given what reaches each, so the space is cut at a middle stage. Left
/// and right of it, all distinct partial sums are kept sorted with the number of ways to each; for
/// every middle stage the pairs that end inside the band are counted by two fingers that run in
/// opposite directions. The numbering follows: a number picks a middle stage, a left sum, a right
/// sum, and then one way to each.
public struct BandTable: Sendable {
  /// The space.
  public let graph: SpaceGraph
  /// The bounds that an architecture's costs keep.
  public let band: Bounds
  /// The exact number of architectures within the band.
  public let count: UInt128

  let figures: BandFigures
  let middle: Int
  let arrivals: [[PartialSums?]]
  let completions: [[PartialSums?]]
  private let junctions: [Junction]
  private let sweepers: [BandSweep?]

  /// All pairs of sums that one middle stage joins.
  struct Junction: Sendable {
    let edge: Int
    /// Architectures of the junctions before this one.
    let offset: UInt128
    /// Architectures of the left sums before number `i · stride` (or before the first).
    let checkpoints: IndexedList<UInt128>
  }

  /// Left sums between two checkpoints where one figure is bounded.
  ///
  /// With two, each sum has one, as counting again would need a search.
  static let stride = 64

  /// Counts the architectures of `graph` within `band`.
  ///
  /// - Throws: ``SpaceError/tooLarge(reason:)`` when too many partial sums differ, or the count
  ///   exceeds 2^127; ``SpaceError/invalidDefinition(place:message:)`` for bounds on what is no sum
  ///   over stages, or on three sums at once.
  public init(_ graph: SpaceGraph, _ band: Bounds) throws {
    self.graph = graph
    self.band = band
    figures = try BandFigures(graph, band)
    let sums = try BandSums(graph, figures)
    middle = sums.middle
    arrivals = sums.arrivals
    completions = sums.completions
    var sweepers = [BandSweep?](repeating: nil, count: graph.states[middle + 1].count)
    for (state, right) in sums.completions[sums.middle + 1].enumerated() {
      sweepers[state] = try right.map { [figures] in try BandSweep($0, figures) }
    }
    self.sweepers = sweepers
    var junctions: [Junction] = []
    var offset: UInt128 = 0
    for (number, checkpoints) in Self.checkpoints(graph, figures, sums, sweepers).enumerated() {
      guard let total = checkpoints.last, total > 0 else { continue }
      junctions.append(
        Junction(edge: number, offset: offset, checkpoints: IndexedList(checkpoints)))
      let (sum, overflow) = offset.addingReportingOverflow(total)
      guard !overflow, sum >> 127 == 0 else {
        throw SpaceError.tooLarge(reason: "more than 2^127 architectures lie in the band")
      }
      offset = sum
    }
    self.junctions = junctions
    count = offset
  }

  /// The cumulative numbers of every edge of the middle stage; empty where nothing joins.
  private static func checkpoints(
    _ graph: SpaceGraph, _ figures: BandFigures, _ sums: BandSums, _ sweepers: [BandSweep?]
  ) -> [[UInt128]] {
    let edges = graph.edges[sums.middle]
    return concurrently(edges.count) { number in
      guard !figures.isEmpty, let left = sums.arrivals[sums.middle][edges[number].from],
        let sweep = sweepers[edges[number].to]
      else { return [] }
      return sweep.checkpoints(left, edges[number], figures)
    }
  }

  /// Whether an architecture with these costs is in the table.
  package func contains(_ costs: AdditiveCosts) -> Bool { figures.contains(costs) }

  /// A uniform draw; nil for an empty band.
  public func sample(using generator: inout CounterGenerator) -> SpacePath? {
    guard count > 0 else { return nil }
    return self[generator.number(below: count)]
  }

  /// Architecture `number` of the band, in the table's own order.
  ///
  /// - Precondition: `number` is below ``count``.
  public subscript(number: UInt128) -> SpacePath {
    precondition(number < count, "a number below the count")
    let junction = junctions[lastIndex(of: junctions.count) { junctions[$0].offset <= number }]
    let edge = graph.edges[middle][junction.edge]
    guard let left = arrivals[middle][edge.from], let sweep = sweepers[edge.to] else {
      preconditionFailure("a junction joins two sides")
    }
    let pair = sweep.pair(number - junction.offset, left, edge, junction.checkpoints, figures)
    return path(edge, pair, left: left, right: sweep.sums)
  }

  /// Walks both ways back from the middle.
  private func path(
    _ edge: SpaceGraph.Edge, _ pair: BandSweep.Pair, left: PartialSums, right: PartialSums
  ) -> SpacePath {
    var options = [Int](repeating: 0, count: graph.edges.count)
    var rest = pair.rest
    options[middle] = edge.options[Int(rest % UInt128(edge.options.count))]
    rest /= UInt128(edge.options.count)
    var costs = graph.stem + edge.costs
    var way = UInt64(rest % UInt128(left.ways[pair.left]))
    var other = UInt64(rest / UInt128(left.ways[pair.left]))
    var (stage, sums, entry) = (middle, left, pair.left)
    while stage > 0 {
      stage -= 1
      let step = take(&way, sums, entry, stage)
      options[stage] = step.option
      costs = costs + graph.edges[stage][step.edge].costs
      guard let next = arrivals[stage][graph.edges[stage][step.edge].from] else { break }
      (sums, entry) = (next, step.entry)
    }
    (stage, sums, entry) = (middle + 1, right, pair.right)
    var state = edge.to
    while stage < graph.edges.count {
      let step = take(&other, sums, entry, stage)
      options[stage] = step.option
      costs = costs + graph.edges[stage][step.edge].costs
      state = graph.edges[stage][step.edge].to
      stage += 1
      guard let next = completions[stage][state] else { break }
      (sums, entry) = (next, step.entry)
    }
    return SpacePath(
      assignment: graph.states[graph.states.count - 1][state].assignment, options: options,
      costs: costs + graph.heads[state])
  }

  /// The step that way number `way` of an entry takes; `way` becomes its number there.
  private func take(
    _ way: inout UInt64, _ sums: PartialSums, _ entry: Int, _ stage: Int
  ) -> (edge: Int, entry: Int, option: Int) {
    var index = Int(sums.stepStarts[entry])
    while way >= sums.steps[index].ways {
      way -= sums.steps[index].ways
      index += 1
    }
    let step = sums.steps[index]
    let edge = Int(step.edge)
    let ways = step.ways / UInt64(graph.edges[stage][edge].options.count)
    let option = graph.edges[stage][edge].options[Int(way / ways)]
    way %= ways
    return (edge, Int(step.entry), option)
  }
}

/// The last index below `count` for which `holds`, which holds for the first and, from some index
/// on, no more.
@inline(__always)
func lastIndex(of count: Int, where holds: (Int) -> Bool) -> Int {
  var (low, high) = (0, count)
  while high - low > 1 {
    let middle = (low + high) / 2
    if holds(middle) { low = middle } else { high = middle }
  }
  return low
}

public import BigInt
import CostModel

/// The size of a space, the ranges of its costs, and how its architectures spread over them.
public struct SpaceSummary: Sendable {
  /// The exact number of architectures.
  public let count: BigUInt
  /// The number within the band, where one was given.
  public let countInBand: UInt128?
  public let multiplyAdds: ClosedRange<Int>
  public let parameters: ClosedRange<Int>
  public let activations: ClosedRange<Int>
  /// Architectures by multiply-adds, from bins of equal width.
  public let histogram: [Bin]
  /// How many uniform draws the histogram rests on; nil where every architecture was counted.
  public let histogramDraws: Int?

  /// One bar of a histogram.
  public struct Bin: Hashable, Sendable {
    public let multiplyAdds: Range<Int>
    /// The share of all architectures.
    public let share: Double
  }

  /// Spaces up to this size are walked through for their histogram; larger ones are drawn from.
  private static let walkLimit = 2_000_000

  /// - Parameters:
  ///   - table: the band to count within, if any.
  ///   - bins: bars of the histogram.
  public init(_ graph: SpaceGraph, table: BandTable? = nil, bins: Int = 16) {
    count = graph.count
    countInBand = table?.count
    multiplyAdds = graph.range(of: .multiplyAdds)
    parameters = graph.range(of: .parameters)
    activations = graph.range(of: .activations)
    let width = max(1, (multiplyAdds.count + bins - 1) / bins)
    let least = multiplyAdds.lowerBound
    var counts = [Int](repeating: 0, count: bins)
    if count <= BigUInt(Self.walkLimit) {
      histogramDraws = nil
      graph.walk { costs in
        counts[(costs.multiplyAdds - least) / width] += 1
        return true
      }
    } else {
      let draws = 100_000
      histogramDraws = draws
      let sampler = UniformSampler(graph)
      var generator = CounterGenerator(seed: 0, purpose: "histogram")
      for _ in 0..<draws {
        counts[(sampler.sample(using: &generator).costs.multiplyAdds - least) / width] += 1
      }
    }
    let total = Double(max(1, counts.reduce(0, +)))
    histogram = counts.enumerated().map { index, count in
      Bin(
        multiplyAdds: (least + index * width)..<(least + (index + 1) * width),
        share: Double(count) / total)
    }
  }
}

/// Uniform draws from a whole space, without any bounds.
public struct UniformSampler: Sendable {
  private let graph: SpaceGraph
  private let total: UInt128
  private let starts: [UInt128]
  private let hops: [[[Hop]]]

  /// An edge out of a state, with the ways to complete an architecture over earlier edges, and over
  /// each option of this one.
  private struct Hop: Sendable {
    let edge: Int
    let before: UInt128
    let each: UInt128
  }

  public init(_ graph: SpaceGraph) {
    self.graph = graph
    let exact = graph.completions()
    // Beyond 2^120 architectures the weights lose their last bits: no draw can tell.
    let excess = max(0, exact[0].reduce(BigUInt(0), +).bitWidth - 120)
    let weights = exact.map { $0.map { UInt128($0 >> excess) } }
    var hops: [[[Hop]]] = []
    for stage in graph.edges.indices {
      var lists = graph.states[stage].map { _ in [Hop]() }
      var sums = graph.states[stage].map { _ in UInt128(0) }
      for (index, edge) in graph.edges[stage].enumerated() {
        let each = weights[stage + 1][edge.to]
        lists[edge.from].append(Hop(edge: index, before: sums[edge.from], each: each))
        sums[edge.from] += each * UInt128(edge.options.count)
      }
      hops.append(lists)
    }
    self.hops = hops
    starts = weights[0]
    total = starts.reduce(0, +)
  }

  /// A uniform draw.
  public func sample(using generator: inout CounterGenerator) -> SpacePath {
    var rest = generator.number(below: total)
    var state = 0
    while rest >= starts[state], state + 1 < starts.count {
      rest -= starts[state]
      state += 1
    }
    let assignment = graph.states[0][state].assignment
    var options: [Int] = []
    var costs = graph.stem
    for stage in graph.edges.indices {
      let hop = hops[stage][state][
        lastIndex(of: hops[stage][state].count) { hops[stage][state][$0].before <= rest }]
      rest -= hop.before
      let count = UInt128(graph.edges[stage][hop.edge].options.count)
      options.append(graph.edges[stage][hop.edge].options[Int(min(rest / hop.each, count - 1))])
      costs = costs + graph.edges[stage][hop.edge].costs
      state = graph.edges[stage][hop.edge].to
      rest %= hop.each
    }
    return SpacePath(assignment: assignment, options: options, costs: costs + graph.heads[state])
  }
}

public import BigInt

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
  ///   - band: the budgets to count within, if any.
  ///   - bins: bars of the histogram.
  /// - Throws: ``SearchError/spaceTooLarge(reason:)`` when the band can't be counted.
  public init(_ graph: SpaceGraph, band: CostBand? = nil, bins: Int = 16) throws {
    count = graph.count
    countInBand = try band.map { try BandTable(graph, $0).count }
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
  private let total: BigUInt
  private let completions: [[BigUInt]]
  private let outgoing: [[[Int]]]

  public init(_ graph: SpaceGraph) {
    self.graph = graph
    completions = graph.completions()
    total = completions[0].reduce(0, +)
    outgoing = graph.edges.indices.map { stage in
      var lists = graph.states[stage].map { _ in [Int]() }
      for (index, edge) in graph.edges[stage].enumerated() { lists[edge.from].append(index) }
      return lists
    }
  }

  /// A uniform draw.
  public func sample(using generator: inout CounterGenerator) -> SpacePath {
    var rest = number(below: total, &generator)
    var state = 0
    while rest >= completions[0][state] {
      rest -= completions[0][state]
      state += 1
    }
    let assignment = graph.states[0][state].assignment
    var options: [Int] = []
    var costs = graph.stem
    for stage in graph.edges.indices {
      for index in outgoing[stage][state] {
        let edge = graph.edges[stage][index]
        let each = completions[stage + 1][edge.to]
        let all = each * BigUInt(edge.options.count)
        guard rest < all else {
          rest -= all
          continue
        }
        let (option, remainder) = rest.quotientAndRemainder(dividingBy: each)
        options.append(edge.options[Int(option)])
        costs = costs + edge.costs
        state = edge.to
        rest = remainder
        break
      }
    }
    return SpacePath(assignment: assignment, options: options, costs: costs + graph.heads[state])
  }

  private func number(below bound: BigUInt, _ generator: inout CounterGenerator) -> BigUInt {
    if let narrow = UInt64(exactly: bound) { return BigUInt(generator.number(below: narrow)) }
    let bits = bound.bitWidth
    while true {
      var draw = BigUInt(0)
      for _ in 0..<((bits + 63) / 64) { draw = draw << 64 | BigUInt(generator.next()) }
      draw >>= (bits + 63) / 64 * 64 - bits
      if draw < bound { return draw }
    }
  }
}

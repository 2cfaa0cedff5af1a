public import Randomness

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

  /// Counts the paths of the graph, so that each is drawn equally often.
  public init(_ graph: SpaceGraph) {
    self.graph = graph
    let exact = graph.completions()
    // Beyond 2^120 architectures the weights lose their last bits: no draw can tell.
    let excess = max(0, exact[0].reduce(.zero, +).bitWidth - 120)
    let weights = exact.map { $0.map { $0.bits(from: excess) } }
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

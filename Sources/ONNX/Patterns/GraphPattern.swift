/// Nodes that together are one operation of a network's code, which an exporter has spelt out.
package struct GraphPattern: Hashable, Sendable {
  /// What the nodes compute.
  package enum Kind: String, Hashable, Sendable, CaseIterable {
    case silu = "SiLU"
    case hardSigmoid = "hard sigmoid"
    case hardSwish = "hard swish"
    /// With the normal distribution itself.
    case gelu = "GELU"
    /// With its approximation by a hyperbolic tangent.
    case geluTanh = "GELU (tanh)"
    case layerNormalization = "layer normalization"
    case squeezeAndExcitation = "squeeze-and-excitation"
    case attention = "attention"
    case channelShuffle = "channel shuffle"
  }

  package let kind: Kind
  /// The nodes, ascending; the last makes the result.
  ///
  /// All that the others make is read by nodes of the pattern alone.
  package let nodes: [Int]
  /// The value that the operation reads; of an attention, its queries.
  package let input: Int
  /// Added to the variance, for a layer normalisation.
  package var epsilon: Double?
  /// The values of a layer normalisation's scale and offset, where it has them.
  package var scale: Int?
  package var offset: Int?
  /// The groups of a channel shuffle.
  package var groups: Int?

  init(_ kind: Kind, nodes: some Sequence<Int>, input: Int) {
    (self.kind, self.nodes, self.input) = (kind, Set(nodes).sorted(), input)
  }

  /// The node that makes the result.
  package var root: Int { nodes[nodes.count - 1] }
}

/// The patterns of a graph.
package struct GraphPatterns: Sendable {
  /// In the order of their last nodes; one may lie inside another.
  package let all: [GraphPattern]

  /// Finds the patterns in `graph`.
  package init(in graph: RunningGraph) {
    let search = PatternSearch(graph)
    var found: [GraphPattern] = []
    for node in graph.nodes.indices {
      for pattern in search.patterns(endingAt: node) where search.isClosed(pattern) {
        found.append(pattern)
      }
    }
    // What is a part of a larger operation of the same group is none of its own: the hard sigmoid of
    // a hard swish, a normalisation before its scale.
    var covered: [Int: Set<Int>] = [:]
    all = found.reversed().filter { pattern in
      let isPart = covered[pattern.kind.group]?.contains(pattern.root) ?? false
      if !isPart { covered[pattern.kind.group, default: []].formUnion(pattern.nodes) }
      return !isPart
    }.reversed()
  }

  /// For each node that is a part of patterns, the largest.
  package var outermost: [Int: GraphPattern] {
    all.reduce(into: [:]) { result, pattern in
      for node in pattern.nodes where pattern.nodes.count > result[node]?.nodes.count ?? 0 {
        result[node] = pattern
      }
    }
  }
}

extension GraphPattern.Kind {
  /// Kinds of which one may look like a part of another.
  fileprivate var group: Int {
    switch self {
    case .silu, .hardSigmoid, .hardSwish, .gelu, .geluTanh: 0
    case .layerNormalization: 1
    case .squeezeAndExcitation: 2
    case .attention: 3
    case .channelShuffle: 4
    }
  }
}

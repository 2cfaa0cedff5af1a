package import Files

/// What a model takes, node by node and in total.
package struct ModelCount {
  /// Sums over nodes.
  package struct Totals: Hashable, Sendable {
    package private(set) var nodes = 0
    package private(set) var parameters = 0
    package private(set) var multiplyAdds = 0
    package private(set) var activations = 0
    package private(set) var elements = 0

    /// `nil` where a sum is no `Int`.
    fileprivate init?(_ counts: some Sequence<NodeCount>) {
      for count in counts {
        nodes += 1
        for (sum, part) in [
          (\Self.parameters, count.parameters), (\Self.multiplyAdds, count.multiplyAdds),
          (\Self.activations, count.activations), (\Self.elements, count.elements),
        ] {
          let (next, overflows) = self[keyPath: sum].addingReportingOverflow(part)
          guard !overflows else { return nil }
          self[keyPath: sum] = next
        }
      }
    }
  }

  /// The nodes as they run, those of functions and known branches in place of their calls.
  package let nodes: [NodeCount]
  /// What runs, a node for each of ``nodes``.
  package let graph: RunningGraph
  /// The shape of each input.
  package let inputs: [(name: String, shape: [Int])]
  /// The shape of each output; `nil` where it is not known.
  package let outputs: [(name: String, shape: [Int]?)]
  package let total: Totals

  /// Operators of older versions broadcast by other rules.
  private static let leastOperatorSet = 7

  /// Counts `model`.
  ///
  /// - Parameters:
  ///   - model: the model.
  ///   - given: shapes of inputs whose dimensions the file leaves open; a batch left open is 1.
  /// - Throws: `FileError` where a dimension is open, a node cannot be as it is or is a recurrent
  ///   cell, or a number exceeds `Int`.
  package init(of model: ModelMessage, inputs given: [InputShape] = []) throws(FileError) {
    if let version = model.operatorSets[""], version < Self.leastOperatorSet {
      throw FileError(
        .outOfRange, file: model.file,
        "operators of version \(version); expected \(Self.leastOperatorSet) or newer: convert the "
          + "model with onnx.version_converter")
    }
    let constants = Set(model.graph.initializers.map(\.name))
    let open = model.graph.inputs.filter { !constants.contains($0.name) }
    let shapes = try InputShapes(file: model.file, given: given).resolved(open)
    inputs = zip(open, shapes).map { ($0.name, $1) }
    var walk = GraphWalk(model)
    try walk.run(inputs: inputs)
    (nodes, graph) = (walk.nodes, walk.graph)
    let results = walk.graph.outputs.map { walk.graph.values[$0].facts?.shape }
    outputs = zip(model.graph.outputs, results).map { ($0.name, $1) }
    total = try Self.totals(nodes, file: model.file)
  }

  private static func totals(
    _ nodes: some Sequence<NodeCount>, file: String
  ) throws(FileError) -> Totals {
    guard let totals = Totals(nodes) else {
      throw FileError(.outOfRange, file: file, "the model takes more than 2^63 in total")
    }
    return totals
  }

  /// The nodes that `key` puts together, in the order in which they first run, with their sums.
  package func grouped(
    by key: (NodeCount) -> String
  ) -> [(key: String, nodes: [NodeCount], total: Totals)] {
    var order: [String] = []
    var groups: [String: [NodeCount]] = [:]
    for node in nodes {
      let key = key(node)
      if groups[key] == nil { order.append(key) }
      groups[key, default: []].append(node)
    }
    // A part's sums are no larger than those of the whole, which are there.
    return order.compactMap { key in
      groups[key].flatMap { nodes in Totals(nodes).map { (key, nodes, $0) } }
    }
  }
}

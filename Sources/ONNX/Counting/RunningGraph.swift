/// A model's nodes as they run: those of functions and known branches in place of their calls.
package struct RunningGraph {
  /// In an order in which each node comes after those it reads.
  package internal(set) var nodes: [RunningNode] = []
  package internal(set) var values: [RunningValue] = []
  /// The values that are given from outside, as indices.
  package internal(set) var inputs: [Int] = []
  /// The values that are the result, as indices.
  package internal(set) var outputs: [Int] = []

  /// For each value, the nodes that read it, ascending.
  func readers() -> [[Int]] {
    var readers = [[Int]](repeating: [], count: values.count)
    for (index, node) in nodes.enumerated() {
      for case let input? in node.inputs where readers[input].last != index {
        readers[input].append(index)
      }
    }
    return readers
  }
}

/// One node, and which values it reads and makes.
package struct RunningNode {
  /// The node with what is known of its inputs.
  package let view: NodeView
  /// `nil` where an optional input is left out.
  package let inputs: [Int?]
  package let outputs: [Int]
  /// The modules around the node, from the outermost in, each by its full name.
  package let scope: [String]

  /// The operator's name where it is one of the standard's; `""` elsewhere.
  package var operatorName: String { view.node.domain.isEmpty ? view.node.operatorName : "" }
}

/// A tensor that a node makes, or that is there from the start.
package struct RunningValue {
  package let name: String
  package let facts: ValueFacts?
  /// The constant of the file that this is.
  package let tensor: TensorMessage?
  /// The node that makes it, as an index.
  package let maker: Int?
}

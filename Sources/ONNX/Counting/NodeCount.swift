/// What one node of a model takes.
package struct NodeCount: Hashable, Sendable {
  /// Whether the cost of a node is known.
  package enum Knowledge: Hashable, Sendable {
    case known
    /// The shape of an input or output is not known: it depends on data, or on an unknown operator.
    case unknownShape
    /// No rule for the operator.
    case unknownOperator
  }

  /// The node's name, or that of its first output.
  package let name: String
  /// The modules around the node, from the outermost in, each by its full name.
  package let scope: [String]
  /// The operator, with its domain where that isn't the standard's.
  package let operatorName: String
  /// Shape of the first output; `nil` where it is not known.
  package let output: [Int]?
  /// Elements of float constants that are weights, at the node that reads them first.
  package let parameters: Int
  /// Multiply-adds of convolutions and products of matrices.
  package let multiplyAdds: Int
  /// Elements that a convolution or product of matrices puts out, as activations are counted in
  /// arXiv:2003.13678.
  package let activations: Int
  /// Elements of the first output.
  package let elements: Int
  package let knowledge: Knowledge
}

/// The modules around a node, as its exporter wrote them down.
enum NodeScope {
  /// PyTorch's newer exporter names the modules in the node's metadata; the others put them into the
  /// node's name, with slashes.
  static func modules(of node: NodeMessage) -> [String] {
    if let listed = node.metadata["pkg.torch.onnx.name_scopes"] {
      let names = listed.split(separator: "'", omittingEmptySubsequences: false)
        .enumerated().filter { $0.offset % 2 == 1 }.map { String($0.element) }
      return full(names.dropLast().filter { !$0.isEmpty })
    }
    return full(node.name.split(separator: "/").dropLast().map(String.init))
  }

  /// Names of which each has those before it in front.
  private static func full(_ names: [String]) -> [String] {
    var result: [String] = []
    for name in names {
      if let last = result.last, name != last, !name.hasPrefix(last + ".") {
        result.append("\(last).\(name)")
      } else if name != result.last {
        result.append(name)
      }
    }
    return result
  }
}

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
  /// The names of the modules around `node`, from the outermost in; each has the one before in front.
  ///
  /// PyTorch's newer exporter names the modules in the node's metadata; others put them into the node's
  /// name, with slashes.
  static func modules(of node: NodeMessage) -> [String] {
    let parts: [String]
    if let listed = node.metadata["pkg.torch.onnx.name_scopes"] {
      parts = listed.split(separator: "'", omittingEmptySubsequences: false)
        .enumerated().filter { $0.offset % 2 == 1 }.map { String($0.element) }
    } else {
      parts = node.name.split(separator: "/").map(String.init)
    }
    // The last part is the node's own name.
    let innermost = parts.dropLast().reduce("") { outer, name in
      if outer.isEmpty || name == outer || name.hasPrefix(outer + ".") { return name }
      return name.isEmpty ? outer : "\(outer).\(name)"
    }
    let names = innermost.split(separator: ".")
    return names.indices.map { names[...$0].joined(separator: ".") }
  }
}

package import Files

/// A node as a rule of its operator sees it: its attributes and what is known of its inputs.
package struct NodeView {
  package let node: NodeMessage
  /// The version of the operators of the node's domain.
  let version: Int
  /// What is known of each input; `nil` where nothing is, or it is left out.
  package let inputs: [ValueFacts?]
  /// What errors call the file.
  let file: String

  /// `node 'stem/Conv' (Conv)`.
  package var label: String {
    let name = node.name.isEmpty ? node.outputs.first ?? "" : node.name
    return "node '\(name)' (\(node.operatorName))"
  }

  /// The error of a node whose inputs or attributes cannot be.
  package func refused(_ message: String) -> FileError {
    FileError(.mismatch, file: file, "\(label): \(message)")
  }

  /// Whether input `index` is given.
  package func has(_ index: Int) -> Bool {
    node.inputs.indices.contains(index) && !node.inputs[index].isEmpty
  }

  package func input(_ index: Int) -> ValueFacts? {
    inputs.indices.contains(index) ? inputs[index] : nil
  }

  package func shape(_ index: Int) -> [Int]? { input(index)?.shape }

  /// The contents of input `index` where they are known integers.
  package func integers(_ index: Int) -> [Int]? { input(index)?.elements?.integers }

  // MARK: Attributes

  package func integer(_ name: String) -> Int? { node.attributes[name]?.integer }

  package func flag(_ name: String, default value: Bool = false) -> Bool {
    integer(name).map { $0 != 0 } ?? value
  }

  package func text(_ name: String) -> String? { node.attributes[name]?.text }

  package func integers(attribute name: String) -> [Int]? {
    node.attributes[name].map(\.integers)
  }

  /// Integers that sizes are computed from, within bounds that keep the arithmetic from overflowing.
  func sizes(_ name: String, count: Int, default value: Int) throws(FileError) -> [Int] {
    let found = integers(attribute: name) ?? []
    guard !found.isEmpty else { return Array(repeating: value, count: count) }
    guard found.count == count, found.allSatisfy({ $0.magnitude <= [Int].greatestExtent }) else {
      throw refused("\(name) is \(found); expected \(count) numbers of at most 2^31")
    }
    return found
  }

  // MARK: Axes

  /// The axis `axis` of a tensor with `rank` axes, counted from the end where negative.
  package func axis(_ axis: Int, of rank: Int) throws(FileError) -> Int {
    guard axis >= -rank, axis < rank else {
      throw refused("axis \(axis); the input has \(rank) axes")
    }
    return axis < 0 ? axis + rank : axis
  }

  package func axes(_ axes: [Int], of rank: Int) throws(FileError) -> [Int] {
    var result: [Int] = []
    for axis in axes { result.append(try self.axis(axis, of: rank)) }
    guard Set(result).count == result.count else {
      throw refused("axes \(axes) name an axis twice")
    }
    return result
  }

  /// What older versions of an operator say by an attribute and newer ones by an input.
  ///
  /// - Returns: `.absent` where neither is there, `nil` where the input is not known.
  package func setting(_ attribute: String, orInput index: Int) -> Setting? {
    if let values = integers(attribute: attribute) { return .given(values) }
    guard has(index) else { return .absent }
    return integers(index).map(Setting.given)
  }

  /// A list of integers that a node may leave out.
  package enum Setting: Hashable {
    case absent
    case given([Int])

    package var values: [Int]? {
      if case .given(let values) = self { values } else { nil }
    }
  }

  /// The product of `extents`.
  func product(_ extents: some Sequence<Int>) throws(FileError) -> Int {
    guard let product = extents.checkedProduct else {
      throw refused("more than 2^63 elements")
    }
    return product
  }
}

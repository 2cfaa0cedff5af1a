import Files

extension OperatorRule {
  /// Constants, shapes as values, and operators that hand on what they get.
  static let constants: [String: OperatorRule] = [
    "Constant": OperatorRule { node throws(FileError) in try constant(node) },
    "ConstantOfShape": OperatorRule { node throws(FileError) in
      guard let shape = node.integers(0) else { return nil }
      guard let count = shape.elementCount, count <= TensorElements.greatestCount else {
        return [ValueFacts(shape)]
      }
      let value = node.node.attributes["value"]?.tensor?.elements ?? .floats([0])
      guard value.count == 1 else { return [ValueFacts(shape)] }
      return [ValueFacts(shape, value.picking(Array(repeating: 0, count: count)))]
    },
    "Shape": OperatorRule { node throws(FileError) in
      guard let shape = node.shape(0) else { return nil }
      func bound(_ name: String, _ value: Int) -> Int {
        let axis = node.integer(name) ?? value
        return min(max(axis < 0 ? axis + shape.count : axis, 0), shape.count)
      }
      let start = bound("start", 0)
      let extents = Array(shape[start..<max(start, bound("end", shape.count))])
      return [ValueFacts([extents.count], .integers(extents))]
    },
    "Size": OperatorRule { node throws(FileError) in
      guard let shape = node.shape(0) else { return nil }
      return [ValueFacts([], shape.elementCount.map { .integers([$0]) })]
    },
    "Range": OperatorRule { node throws(FileError) in try range(node) },
    "Cast": OperatorRule { node throws(FileError) in
      guard let input = node.input(0) else { return nil }
      let type = ElementType(rawValue: node.integer("to") ?? 0)
      return [ValueFacts(input.shape, input.elements?.cast(to: type))]
    },
    "CastLike": OperatorRule { node throws(FileError) in node.shape(0).map { [ValueFacts($0)] } },
    "Identity": OperatorRule { node throws(FileError) in node.input(0).map { [$0] } },
    "Dropout": OperatorRule { node throws(FileError) in
      node.input(0).map { [$0, ValueFacts($0.shape)] }
    },
    "RandomNormal": random, "RandomUniform": random,
  ]

  private static let random = OperatorRule { node throws(FileError) in
    node.integers(attribute: "shape").map { [ValueFacts($0)] }
  }

  private static func constant(_ node: NodeView) throws(FileError) -> [ValueFacts]? {
    let attributes = node.node.attributes
    if let tensor = attributes["value"]?.tensor {
      return [ValueFacts(tensor.shape, tensor.elements)]
    }
    if let value = attributes["value_int"]?.integer { return [ValueFacts([], .integers([value]))] }
    if let value = attributes["value_float"]?.float {
      return [ValueFacts([], .floats([Double(value)]))]
    }
    if let values = attributes["value_ints"]?.integers { return [list(.integers(values))] }
    if let values = attributes["value_floats"]?.floats { return [list(.floats(values))] }
    return nil
  }

  private static func list(_ elements: TensorElements) -> ValueFacts {
    ValueFacts(
      [elements.count], elements.count <= TensorElements.greatestCount ? elements : nil)
  }

  private static func range(_ node: NodeView) throws(FileError) -> [ValueFacts]? {
    let bounds = (0..<3).compactMap { node.input($0)?.elements?.doubles.first }
    guard bounds.count == 3 else { return nil }
    let (start, limit, step) = (bounds[0], bounds[1], bounds[2])
    let steps = ((limit - start) / step).rounded(.up)
    guard let count = Int(exactly: max(0, steps)), count <= [Int].greatestExtent else {
      throw node.refused("from \(start) to \(limit) in steps of \(step)")
    }
    let values = (0..<min(count, TensorElements.greatestCount)).map { start + Double($0) * step }
    guard count <= TensorElements.greatestCount else { return [ValueFacts([count])] }
    let integers = (0..<3).compactMap { node.integers($0)?.first }
    return [
      ValueFacts(
        [count],
        integers.count == 3
          ? TensorElements.wholes(values, ifExact: integers) : .floats(values))
    ]
  }
}

extension TensorElements {
  /// The elements as another type has them; `nil` where that cannot be said.
  func cast(to type: ElementType) -> TensorElements? {
    if type == .bool { return .integers(doubles.map { $0 == 0 ? 0 : 1 }) }
    if type.isFloat { return .floats(doubles) }
    guard type != .string, type.width != nil else { return nil }
    switch self {
    case .integers: return self
    case .floats(let values):
      let wholes = values.compactMap { Int(exactly: $0.rounded(.towardZero)) }
      return wholes.count == values.count ? .integers(wholes) : nil
    }
  }
}

import Files

extension OperatorRule {
  /// Operators that put the same elements into another shape or order.
  static let layouts: [String: OperatorRule] = [
    "Reshape": OperatorRule { node throws(FileError) in try reshaped(node) },
    "Flatten": OperatorRule { node throws(FileError) in
      guard let shape = node.shape(0) else { return nil }
      let axis = node.integer("axis") ?? 1
      let split = axis == shape.count ? axis : try node.axis(axis, of: shape.count)
      let flat = [try node.product(shape.prefix(split)), try node.product(shape.dropFirst(split))]
      return [ValueFacts(flat, node.input(0)?.elements)]
    },
    "Transpose": OperatorRule { node throws(FileError) in try transposed(axesOf: node) },
    "Squeeze": OperatorRule { node throws(FileError) in try squeezed(node) },
    "Unsqueeze": OperatorRule { node throws(FileError) in try unsqueezed(node) },
    "Concat": OperatorRule { node throws(FileError) in try concatenated(node) },
    "Split": OperatorRule { node throws(FileError) in try split(node) },
    "Expand": OperatorRule { node throws(FileError) in
      guard let shape = node.shape(0), let target = node.integers(1) else { return nil }
      let result = try node.broadcast([shape, target])
      return [node.moved(0, to: result) { Broadcasting.places(in: shape, for: result) }]
    },
    "Tile": OperatorRule { node throws(FileError) in
      guard let shape = node.shape(0), let repeats = node.integers(1) else { return nil }
      guard repeats.count == shape.count else {
        throw node.refused("\(repeats.count) repeats for \(shape.count) axes")
      }
      var extents: [Int] = []
      for (extent, count) in zip(shape, repeats) {
        extents.append(try node.product([extent, count]))
      }
      return [ValueFacts(extents)]
    },
    "DepthToSpace": OperatorRule { node throws(FileError) in
      let (shape, block) = try blocks(node)
      guard let shape else { return nil }
      guard shape[1] % (block * block) == 0 else {
        throw node.refused("\(shape[1]) channels in blocks of \(block)×\(block)")
      }
      return [
        ValueFacts([shape[0], shape[1] / (block * block), shape[2] * block, shape[3] * block])
      ]
    },
    "SpaceToDepth": OperatorRule { node throws(FileError) in
      let (shape, block) = try blocks(node)
      guard let shape else { return nil }
      guard shape[2] % block == 0, shape[3] % block == 0 else {
        throw node.refused("a map of \(shape[2])×\(shape[3]) in blocks of \(block)×\(block)")
      }
      let channels = try node.product([shape[1], block * block])
      return [ValueFacts([shape[0], channels, shape[2] / block, shape[3] / block])]
    },
  ]

  /// The shape of four axes and the side of a block.
  private static func blocks(_ node: NodeView) throws(FileError) -> (shape: [Int]?, side: Int) {
    let side = node.integer("blocksize") ?? 0
    guard (1...4096).contains(side) else {
      throw node.refused("blocksize is \(side); expected 1 to 4096")
    }
    guard let shape = node.shape(0) else { return (nil, side) }
    guard shape.count == 4 else { throw node.refused("shape \(shape); expected four axes") }
    return (shape, side)
  }

  /// 0 is the input's extent there (unless `allowzero` says it is none), −1 what is left.
  private static func reshaped(_ node: NodeView) throws(FileError) -> [ValueFacts]? {
    guard let shape = node.shape(0), let wanted = node.integers(1) else { return nil }
    var result = wanted
    if !node.flag("allowzero") {
      for (axis, extent) in wanted.enumerated() where extent == 0 {
        guard axis < shape.count else {
          throw node.refused("shape \(wanted) keeps axis \(axis) of an input of shape \(shape)")
        }
        result[axis] = shape[axis]
      }
    }
    let count = try node.product(shape.contains(0) ? [0] : shape)
    if let open = result.firstIndex(of: -1) {
      let others = result.enumerated().filter { $0.offset != open }.map(\.element)
      let known = others.contains(0) ? 0 : try node.product(others)
      guard known > 0 ? count % known == 0 : count == 0 else {
        throw node.refused("\(count) elements of shape \(shape) do not make \(wanted)")
      }
      result[open] = known == 0 ? 0 : count / known
    }
    guard result.elementCount == count else {
      throw node.refused("\(count) elements of shape \(shape) do not make \(wanted)")
    }
    return [ValueFacts(result, node.input(0)?.elements)]
  }

  private static func transposed(axesOf node: NodeView) throws(FileError) -> [ValueFacts]? {
    guard let shape = node.shape(0) else { return nil }
    let order = node.integers(attribute: "perm") ?? shape.indices.reversed()
    guard order.sorted() == Array(shape.indices) else {
      throw node.refused("perm \(order) is no order of \(shape.count) axes")
    }
    let result = order.map { shape[$0] }
    return [
      node.moved(0, to: result) {
        let strides = Broadcasting.strides(of: shape)
        return Broadcasting.places(order.map { strides[$0] }, over: result)
      }
    ]
  }

  private static func squeezed(_ node: NodeView) throws(FileError) -> [ValueFacts]? {
    guard let shape = node.shape(0), let setting = node.setting("axes", orInput: 1) else {
      return nil
    }
    let axes = try setting.values.map { values throws(FileError) in
      try node.axes(values, of: shape.count)
    }
    if let axes, let wrong = axes.first(where: { shape[$0] != 1 }) {
      throw node.refused("axis \(wrong) of shape \(shape) is not 1")
    }
    let kept = shape.indices.filter { axis in
      axes?.contains(axis) != true && (axes != nil || shape[axis] != 1)
    }
    return [ValueFacts(kept.map { shape[$0] }, node.input(0)?.elements)]
  }

  private static func unsqueezed(_ node: NodeView) throws(FileError) -> [ValueFacts]? {
    guard let shape = node.shape(0), let given = node.setting("axes", orInput: 1)?.values else {
      return nil
    }
    let rank = shape.count + given.count
    let axes = try node.axes(given, of: rank)
    var rest = shape.makeIterator()
    let result = (0..<rank).map { axes.contains($0) ? 1 : rest.next() ?? 1 }
    return [ValueFacts(result, node.input(0)?.elements)]
  }

  private static func concatenated(_ node: NodeView) throws(FileError) -> [ValueFacts]? {
    let facts = node.inputs.compactMap(\.self)
    guard facts.count == node.inputs.count, let first = facts.first?.shape else { return nil }
    let axis = try node.axis(node.integer("axis") ?? 0, of: first.count)
    for fact in facts {
      guard fact.shape.count == first.count,
        first.indices.allSatisfy({ $0 == axis || fact.shape[$0] == first[$0] })
      else { throw node.refused("shapes \(first) and \(fact.shape) differ beside axis \(axis)") }
    }
    var result = first
    result[axis] = facts.reduce(0) { $0 + $1.shape[axis] }
    guard axis == 0 else { return [ValueFacts(result)] }
    let elements = facts.compactMap(\.elements)
    guard elements.count == facts.count,
      elements.reduce(0, { $0 + $1.count }) <= TensorElements.greatestCount
    else { return [ValueFacts(result)] }
    // An empty list has no kind of its own.
    let integers = elements.compactMap { $0.count == 0 ? [] : $0.integers }
    return [
      ValueFacts(
        result,
        integers.count == elements.count
          ? .integers(integers.flatMap(\.self)) : .floats(elements.flatMap(\.doubles)))
    ]
  }

  private static func split(_ node: NodeView) throws(FileError) -> [ValueFacts]? {
    guard let shape = node.shape(0), let setting = node.setting("split", orInput: 1) else {
      return nil
    }
    let axis = try node.axis(node.integer("axis") ?? 0, of: shape.count)
    let count = max(1, node.node.outputs.count)
    // Equal parts, the last the smaller where they do not divide.
    let part = (shape[axis] + count - 1) / count
    let equal = (0..<count).map { max(0, min(part, shape[axis] - $0 * part)) }
    let parts = setting.values ?? equal
    guard parts.count == count, parts.allSatisfy({ (0...shape[axis]).contains($0) }),
      parts.reduce(0, +) == shape[axis]
    else { throw node.refused("parts \(parts) of an axis of \(shape[axis])") }
    var start = 0
    return parts.map { part in
      defer { start += part }
      var result = shape
      result[axis] = part
      return node.moved(0, to: result) {
        let strides = Broadcasting.strides(of: shape)
        return Broadcasting.places(strides, over: result, from: start &* strides[axis])
      }
    }
  }
}

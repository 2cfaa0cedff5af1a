import Files

extension OperatorRule {
  /// Operators on maps that change their sides.
  static let images: [String: OperatorRule] = [
    "Pad": OperatorRule { node throws(FileError) in try padded(node) },
    "Resize": OperatorRule { node throws(FileError) in try resized(node) },
    "Upsample": OperatorRule { node throws(FileError) in
      guard let shape = node.shape(0) else { return nil }
      let attribute = node.node.attributes["scales"]?.floats
      guard let scales = attribute ?? node.input(1)?.elements?.doubles else { return nil }
      return [ValueFacts(try scaled(shape, by: scales, node))]
    },
    "GridSample": OperatorRule { node throws(FileError) in
      guard let shape = node.shape(0), let grid = node.shape(1) else { return nil }
      guard shape.count >= 3, grid.count == shape.count else {
        throw node.refused("a grid of shape \(grid) for an input of shape \(shape)")
      }
      return [ValueFacts(shape.prefix(2) + grid.dropFirst().dropLast())]
    },
    "RoiAlign": OperatorRule { node throws(FileError) in
      guard let shape = node.shape(0), let regions = node.shape(1) else { return nil }
      guard shape.count == 4, let count = regions.first else {
        throw node.refused("regions of shape \(regions) in an input of shape \(shape)")
      }
      let sides = ["output_height", "output_width"].map { node.integer($0) ?? 1 }
      return [ValueFacts([count, shape[1]] + sides)]
    },
    "AffineGrid": OperatorRule { node throws(FileError) in
      guard let size = node.integers(1) else { return nil }
      guard size.count >= 4 else { throw node.refused("size \(size); expected four axes or more") }
      return [ValueFacts([size[0]] + size.dropFirst(2) + [size.count - 2])]
    },
  ]

  private static func padded(_ node: NodeView) throws(FileError) -> [ValueFacts]? {
    guard let shape = node.shape(0), let pads = node.setting("pads", orInput: 1)?.values,
      let setting = node.setting("no axes by attribute", orInput: 3)
    else { return nil }
    let axes = try node.axes(setting.values ?? Array(shape.indices), of: shape.count)
    guard pads.count == 2 * axes.count,
      pads.allSatisfy({ $0.magnitude <= [Int].greatestExtent })
    else { throw node.refused("pads \(pads) for \(axes.count) axes") }
    var result = shape
    for (index, axis) in axes.enumerated() {
      result[axis] += pads[index] + pads[index + axes.count]
    }
    return [ValueFacts(result)]
  }

  private static func scaled(
    _ shape: [Int], by scales: [Double], _ node: NodeView
  ) throws(FileError) -> [Int] {
    guard scales.count == shape.count else {
      throw node.refused("\(scales.count) scales for \(shape.count) axes")
    }
    var result: [Int] = []
    for (extent, scale) in zip(shape, scales) {
      // In single precision, as the scales are written.
      let product = (Float(extent) * Float(scale)).rounded(.down)
      guard let whole = Int(exactly: product), whole >= 0 else {
        throw node.refused("\(extent) pixels scaled by \(scale)")
      }
      result.append(whole)
    }
    return result
  }

  /// Sizes or scales, of all axes or of those named; before version 11 scales alone.
  private static func resized(_ node: NodeView) throws(FileError) -> [ValueFacts]? {
    guard let shape = node.shape(0) else { return nil }
    let axes = try node.axes(
      node.integers(attribute: "axes") ?? Array(shape.indices), of: shape.count)
    let scalesIndex = node.version < 11 ? 1 : 2
    if node.has(3) {
      guard let sizes = node.integers(3) else { return nil }
      guard sizes.count == axes.count else {
        throw node.refused("\(sizes.count) sizes for \(axes.count) axes")
      }
      let policy = node.text("keep_aspect_ratio_policy") ?? "stretch"
      guard policy == "stretch" else {
        throw node.refused("keep_aspect_ratio_policy '\(policy)' is not known; expected stretch")
      }
      var result = shape
      for (axis, size) in zip(axes, sizes) { result[axis] = size }
      return [ValueFacts(result)]
    }
    guard let scales = node.input(scalesIndex)?.elements?.doubles else { return nil }
    guard scales.count == axes.count else {
      throw node.refused("\(scales.count) scales for \(axes.count) axes")
    }
    var all = shape.map { _ in 1.0 }
    for (axis, scale) in zip(axes, scales) { all[axis] = scale }
    return [ValueFacts(try scaled(shape, by: all, node))]
  }
}

import Files

/// Shapes and places of elements under ONNX's (NumPy's) broadcasting.
enum Broadcasting {
  /// The shape of an element-wise result; `nil` where the shapes do not go together.
  static func shape(_ shapes: [[Int]]) -> [Int]? {
    let rank = shapes.map(\.count).max() ?? 0
    var result = [Int](repeating: 1, count: rank)
    for shape in shapes {
      for (axis, extent) in zip((rank - shape.count)..<rank, shape) where extent != 1 {
        guard result[axis] == 1 || result[axis] == extent else { return nil }
        result[axis] = extent
      }
    }
    return result
  }

  /// For each element of `result`, which element of a tensor of `shape` it reads.
  ///
  /// - Precondition: `shape` broadcasts to `result`, whose elements are few.
  static func places(in shape: [Int], for result: [Int]) -> [Int] {
    let missing = result.count - shape.count
    let own = strides(of: shape)
    let steps = result.indices.map { axis in
      axis < missing || shape[axis - missing] == 1 ? 0 : own[axis - missing]
    }
    return places(steps, over: result)
  }

  /// The places of elements `steps` apart along each axis of `extents`, from `origin` on.
  static func places(_ steps: [Int], over extents: [Int], from origin: Int = 0) -> [Int] {
    guard !extents.contains(0) else { return [] }
    var places = [origin]
    for (extent, step) in zip(extents, steps) {
      places = places.flatMap { place in (0..<extent).map { place &+ $0 &* step } }
    }
    return places
  }

  /// How far apart neighbours along each axis are in row-major order.
  ///
  /// A shape without elements may have axes whose product is no `Int`; nobody uses its strides.
  static func strides(of shape: [Int]) -> [Int] {
    var strides = [Int](repeating: 1, count: shape.count)
    for axis in shape.indices.dropLast().reversed() {
      strides[axis] = strides[axis + 1] &* shape[axis + 1]
    }
    return strides
  }
}

extension NodeView {
  /// The shape that all known inputs of an element-wise operator broadcast to.
  func broadcast(_ shapes: [[Int]]) throws(FileError) -> [Int] {
    guard let shape = Broadcasting.shape(shapes) else {
      throw refused("shapes \(shapes.map(\.description).joined(separator: " and ")) do not fit")
    }
    return shape
  }

  /// The result of putting elements of input `index` elsewhere: `places` says, for each element of the
  /// result, which one it is.
  func moved(
    _ index: Int, to shape: [Int], _ places: () -> [Int]
  ) -> ValueFacts {
    guard let elements = input(index)?.elements, let count = shape.elementCount,
      count <= TensorElements.greatestCount
    else { return ValueFacts(shape) }
    return ValueFacts(shape, elements.picking(places()))
  }
}

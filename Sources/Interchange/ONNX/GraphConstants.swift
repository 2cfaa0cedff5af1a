import Files
import ONNX

/// The constants of a graph, and what nodes make of constants alone.
struct GraphConstants {
  let model: ModelMessage
  let graph: RunningGraph

  /// Operators that hand on the elements of their first input, perhaps in another order.
  private static let passing: Set<String> = [
    "Identity", "Cast", "Reshape", "Flatten", "Squeeze", "Unsqueeze", "Transpose",
  ]

  /// The constant of the file, or the known elements, that a value comes from through operators that
  /// keep them; `nil` where it is computed from the input.
  func source(_ value: Int) -> Int? {
    var value = value
    while graph.values[value].tensor == nil, graph.values[value].facts?.elements == nil {
      guard let maker = graph.values[value].maker,
        Self.passing.contains(graph.nodes[maker].operatorName),
        let input = graph.nodes[maker].inputs.first ?? nil
      else { return nil }
      value = input
    }
    return value
  }

  func isConstant(_ value: Int) -> Bool { source(value) != nil }

  func shape(_ value: Int) -> [Int] { graph.values[value].facts?.shape ?? [] }

  /// The elements of a constant in row-major order; `nil` where the value is none.
  ///
  /// - Throws: `FileError` where they are left out or in a file that is missing.
  func floats(_ value: Int) throws(FileError) -> [Float]? {
    if let tensor = graph.values[value].tensor { return try model.floats(of: tensor) }
    if let elements = graph.values[value].facts?.elements {
      return elements.doubles.map { Float($0) }
    }
    guard let maker = graph.values[value].maker,
      Self.passing.contains(graph.nodes[maker].operatorName),
      let input = graph.nodes[maker].inputs.first ?? nil, let floats = try floats(input)
    else { return nil }
    let node = graph.nodes[maker]
    guard node.operatorName == "Transpose" else { return floats }
    let shape = shape(input)
    let order = node.view.integers(attribute: "perm") ?? shape.indices.reversed()
    return Self.transposed(floats, shape: shape, order: order)
  }

  /// Elements of a tensor of `shape` with its axes in another order.
  static func transposed(_ values: [Float], shape: [Int], order: [Int]) -> [Float] {
    var strides = [Int](repeating: 1, count: shape.count)
    for axis in shape.indices.dropLast().reversed() {
      strides[axis] = strides[axis + 1] * shape[axis + 1]
    }
    let (extents, steps) = (order.map { shape[$0] }, order.map { strides[$0] })
    var places = [0]
    for (extent, step) in zip(extents, steps) {
      places = places.flatMap { place in (0..<extent).map { place + $0 * step } }
    }
    return places.map { values[$0] }
  }
}

import Files
import Networks
import ONNX

extension GraphReader {
  mutating func readPooling(_ node: RunningNode, _ kind: Pooling.Kind) throws(FileError) {
    let input = try input(node)
    guard input.form == .map else { throw unknown(node, "windows that are not over a map") }
    let window = try ReadWindow(
      node, kernel: node.view.integers(attribute: "kernel_shape") ?? [],
      input: shapes[input.layer])
    guard window.dilation == 1, node.outputs.dropFirst().allSatisfy({ readerCount($0) == 0 })
    else { throw unknown(node, "windows with gaps, or the places of maxima") }
    let countsPadding = kind == .average && node.view.flag("count_include_pad")
    try add(
      .pooling(
        Pooling(
          countsPadding ? .averageIncludingPadding : kind, kernelSize: window.kernel,
          stride: window.stride, padding: window.padding,
          roundsUp: node.view.flag("ceil_mode"))),
      [input.layer], node, .map)
  }

  /// One number per channel: the mean of all pixels, or the greatest.
  mutating func readGlobalPooling(_ node: RunningNode, isMean: Bool) throws(FileError) {
    let input = try input(node)
    let shape = shapes[input.layer]
    let (before, after) = (node.view.shape(0) ?? [], try outputShape(node))
    let pixels: Set<Int>
    switch input.form {
    case .map: pixels = [2, 3]
    case .channelsLast: pixels = [1, 2]
    case .flat: throw unknown(node, "a reduction of what has no pixels")
    }
    if node.operatorName.hasPrefix("Reduce") {
      guard let setting = node.view.setting("axes", orInput: 1),
        Set(try node.view.axes(setting.values ?? [], of: before.count)) == pixels
      else { throw unknown(node, "a reduction over other axes than height and width") }
    }
    let operation: Operation =
      isMean
      ? .globalAveragePooling
      : .pooling(
        Pooling(
          .maximum, kernelSize: Extent(height: shape.height, width: shape.width), stride: 1,
          padding: .valid))
    try add(operation, [input.layer], node, after.count == 2 ? .flat(of: nil) : input.form)
  }

  /// Means over windows as two products, as they are written here: rows with a matrix of shares from
  /// the left, then columns from the right.
  mutating func readAdaptivePooling(_ node: RunningNode) throws(FileError) {
    let input = try input(node, 1)
    let value = node.outputs[0]
    guard input.form == .map, readerCount(value) == 1,
      let next = graph.nodes.firstIndex(where: { $0.inputs.first == value }),
      graph.nodes[next].operatorName == "MatMul", let right = constant(graph.nodes[next], 1),
      let left = constant(node, 0), constants.shape(left).count == 2,
      constants.shape(right).count == 2, let rows = try constants.floats(left),
      let columns = try constants.floats(right)
    else { throw unknown(node, "a product with a constant from the left") }
    let shape = shapes[input.layer]
    let (height, width) = (constants.shape(left)[0], constants.shape(right)[1])
    guard rows == AdaptivePooling.shares(height, of: shape.height).flatMap(\.self),
      columns
        == GraphConstants.transposed(
          AdaptivePooling.shares(width, of: shape.width).flatMap(\.self),
          shape: [width, shape.width], order: [1, 0])
    else { throw unknown(node, "a product with a constant from the left") }
    let pooling = AdaptivePooling(outputSize: Extent(height: height, width: width))
    try addInstead(next, .adaptiveAveragePooling(pooling), [input.layer])
  }
}

extension AdaptivePooling {
  /// For each output along one side, the share that each input has in it.
  static func shares(_ outputs: Int, of inputs: Int) -> [[Float]] {
    (0..<outputs).map { output in
      let window = window(output, of: outputs, over: inputs)
      return (0..<inputs).map { window.contains($0) ? 1 / Float(window.count) : 0 }
    }
  }
}

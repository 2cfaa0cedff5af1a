import Networks

/// AmoebaNet-D as torchgpipe builds it for GPipe's experiments: symmetric padding, a stem as wide
/// as a quarter of the filters, and stem cells twice as wide as those of the TensorFlow code.
///
/// Its 2×2 poolings round down and its 3×3 ones up, so that maps of odd size (resolutions that 32
/// does not divide) are refused where the two are added, as they are in the original.
struct TorchAmoebaNetD {
  /// Normal cells in all three stacks together, a multiple of 3.
  var cells: Int
  var filters: Int

  private static let normal = Cell.amoebaDNormal
  private static let reduction = Cell.amoebaDReduction

  func network(_ request: NetworkRequest) throws(NetworkError) -> Network {
    var graph = try GraphWriter(request, padding: .symmetric, capacity: (cells + 4) * 56)
    let stem = try graph.normalized(
      try graph.activation(graph.input), filters / 4, 3, stride: 2)
    var states = States(current: stem, previous: stem, previousWasReduced: false)
    var channels = filters / 4
    for (name, isReduction) in Self.plan(cells: cells) {
      if isReduction { channels *= 2 }
      states = try cell(&graph, name, states, channels, isReduction: isReduction)
    }
    graph.stage("head")
    let output = try graph.classifier(states.current, classes: request.classes)
    return try graph.finish(output)
  }

  private static func plan(cells: Int) -> [(name: String, isReduction: Bool)] {
    var plan = [("stem1", true), ("stem2", true)]
    for stack in 0..<3 {
      if stack > 0 { plan.append(("reduction\(stack)", true)) }
      for cell in 0..<cells / 3 {
        plan.append(("cell\(stack * (cells / 3) + cell + 1)", false))
      }
    }
    return plan
  }

  private struct States {
    var current: Int
    var previous: Int
    /// Whether the last cell halved the resolution, so that `previous` is twice as large.
    var previousWasReduced: Bool
  }

  private func cell(
    _ graph: inout GraphWriter, _ name: String, _ input: States, _ channels: Int, isReduction: Bool
  ) throws(NetworkError) -> States {
    graph.stage(name)
    let cell = isReduction ? Self.reduction : Self.normal
    var states = [try preactivated(&graph, input.current, channels)]
    states.append(try matched(&graph, input, channels))
    for step in cell.steps {
      let left = try apply(
        &graph, step.left, states[step.leftState],
        stride: isReduction && step.leftState < 2 ? 2 : 1)
      let right = try apply(
        &graph, step.right, states[step.rightState],
        stride: isReduction && step.rightState < 2 ? 2 : 1)
      states.append(try graph.add(left, right))
    }
    let output = try graph.concatenate(cell.outputs.map { states[$0] })
    return States(current: output, previous: input.current, previousWasReduced: isReduction)
  }

  private func matched(
    _ graph: inout GraphWriter, _ input: States, _ channels: Int
  ) throws(NetworkError) -> Int {
    if input.previousWasReduced {
      let activated = try graph.activation(input.previous)
      let first = try graph.convolution(activated, channels / 2, stride: 2)
      let shifted = try graph.layer(.pad(top: -1, left: -1, bottom: 1, right: 1), activated, .pad)
      let second = try graph.convolution(shifted, channels / 2, stride: 2)
      return try graph.normalization(try graph.concatenate(first, second))
    }
    guard graph.channels(of: input.previous) != channels else { return input.previous }
    return try preactivated(&graph, input.previous, channels)
  }

  private func apply(
    _ graph: inout GraphWriter, _ operation: CellOperation, _ input: Int, stride: Int
  ) throws(NetworkError) -> Int {
    let channels = graph.channels(of: input)
    switch operation {
    case .identity:
      return input
    case .pointwise:
      return try preactivated(&graph, input, channels, stride: Extent(stride))
    case .averagePooling:
      return try graph.pooling(.average, input, 3, stride: stride)
    case .maximumPooling(let kernel):
      return try graph.pooling(
        .maximum, input, kernel, stride: stride, padding: .symmetric((kernel - 1) / 2))
    case .separable:
      preconditionFailure("AmoebaNet-D's cells have no separable convolutions")
    case .bottleneck3x3:
      var current = try preactivated(&graph, input, channels / 4)
      current = try preactivated(&graph, current, channels / 4, 3, stride: Extent(stride))
      return try preactivated(&graph, current, channels)
    case .bottleneck1x7:
      var current = try preactivated(&graph, input, channels / 4)
      current = try preactivated(
        &graph, current, channels / 4, .row7, stride: Extent(height: 1, width: stride))
      current = try preactivated(
        &graph, current, channels / 4, .column7, stride: Extent(height: stride, width: 1))
      return try preactivated(&graph, current, channels)
    }
  }

  private func preactivated(
    _ graph: inout GraphWriter, _ input: Int, _ channels: Int, _ kernel: Extent = 1,
    stride: Extent = 1
  ) throws(NetworkError) -> Int {
    try graph.normalized(try graph.activation(input), channels, kernel, stride: stride)
  }
}

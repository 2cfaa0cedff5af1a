import Networks

/// Bottleneck ResNets in the forms of other libraries, whose counts differ from torchvision's: with
/// the stride in a stage's last block (TF-slim, Keras v2), with normalisation before convolutions
/// (v2, arXiv:1603.05027), or with biases everywhere (Keras v1).
struct ResNetVariant {
  var repeats: [Int]
  var isPreactivated = false
  /// Whether the last block of a stage takes the stride, rather than the first of the next.
  var stridesLast = true
  /// Whether convolutions that are normalised have biases, too.
  var hasBiases = false
  /// Whether the classifier is a 1×1 convolution.
  var convolvesLogits = false

  func network(_ request: NetworkRequest) throws(NetworkError) -> Network {
    var graph = try GraphWriter(
      request, padding: .symmetric, capacity: repeats.reduce(0, +) * 12 + 32)
    var current = try stem(&graph)
    for (index, repeats) in repeats.enumerated() {
      graph.stage("stage\(index + 1)")
      for block in 0..<repeats {
        let takesStride =
          stridesLast ? block == repeats - 1 && index < 3 : block == 0 && index > 0
        current = try self.block(
          &graph, current, inner: 64 << index, stride: takesStride ? 2 : 1)
      }
    }
    graph.stage("head")
    if isPreactivated { current = try graph.activation(try graph.normalization(current)) }
    let output =
      convolvesLogits
      ? try graph.convolutionalClassifier(current, classes: request.classes)
      : try graph.classifier(current, classes: request.classes)
    return try graph.finish(output)
  }

  private func stem(_ graph: inout GraphWriter) throws(NetworkError) -> Int {
    let convolution =
      isPreactivated
      ? try graph.convolution(graph.input, 64, 7, stride: 2, bias: true)
      : try graph.activated(graph.input, 64, 7, stride: 2, bias: hasBiases)
    return try graph.pooling(.maximum, convolution, 3, stride: 2)
  }

  private func block(
    _ graph: inout GraphWriter, _ input: Int, inner: Int, stride: Int
  ) throws(NetworkError) -> Int {
    let strideIsFirst = !stridesLast
    var source = input
    if isPreactivated { source = try graph.activation(try graph.normalization(input)) }
    let shortcut = try self.shortcut(&graph, input, source, channels: 4 * inner, stride: stride)
    var branch = try graph.activated(
      source, inner, stride: strideIsFirst ? Extent(stride) : 1, bias: hasBiases)
    branch = try graph.activated(
      branch, inner, 3, stride: strideIsFirst ? 1 : Extent(stride), bias: hasBiases)
    if isPreactivated {
      return try graph.add(shortcut, try graph.convolution(branch, 4 * inner, bias: true))
    }
    branch = try graph.normalized(branch, 4 * inner, bias: hasBiases)
    return try graph.activation(try graph.add(shortcut, branch))
  }

  /// The input, every second pixel of it, or a projection of the activated input.
  private func shortcut(
    _ graph: inout GraphWriter, _ input: Int, _ activated: Int, channels: Int, stride: Int
  ) throws(NetworkError) -> Int {
    if graph.channels(of: input) != channels {
      return isPreactivated
        ? try graph.convolution(activated, channels, stride: Extent(stride), bias: true)
        : try graph.normalized(input, channels, stride: Extent(stride), bias: hasBiases)
    }
    guard stride > 1 else { return input }
    return try graph.pooling(.maximum, input, 1, stride: stride, padding: .valid)
  }
}

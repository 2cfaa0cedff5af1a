import Networks

/// DenseNet-BC for ImageNet (arXiv:1608.06993, Table 1): each layer puts out `growth` channels that
/// all later layers of its block read; transitions halve channels and resolution.
struct DenseNet {
  /// Dense layers of each block.
  var blocks: [Int]
  /// Channels that a dense layer adds, the paper's k.
  var growth: Int

  /// The block layouts the paper names by depth; 161 is there with k = 48.
  static let layouts: [(depth: Int, blocks: [Int], growth: Int)] = [
    (121, [6, 12, 24, 16], 32), (161, [6, 12, 36, 24], 48), (169, [6, 12, 32, 32], 32),
    (201, [6, 12, 48, 32], 32), (264, [6, 12, 64, 48], 32),
  ]

  func network(_ request: NetworkRequest) throws(NetworkError) -> Network {
    var graph = try GraphWriter(
      request, padding: .symmetric, capacity: blocks.reduce(0, +) * 7 + 32)
    var current = try graph.activated(graph.input, 2 * growth, 7, stride: 2)
    current = try graph.pooling(.maximum, current, 3, stride: 2)
    for (index, layers) in blocks.enumerated() {
      graph.stage("block\(index + 1)")
      for _ in 0..<layers {
        current = try denseLayer(&graph, current)
      }
      guard index < blocks.count - 1 else { break }
      graph.stage("transition\(index + 1)")
      let activated = try graph.activation(try graph.normalization(current))
      let halved = try graph.convolution(activated, max(1, graph.channels(of: current) / 2))
      current = try graph.pooling(.average, halved, 2, stride: 2, padding: .valid)
    }
    graph.stage("head")
    current = try graph.activation(try graph.normalization(current))
    let output = try graph.classifier(current, classes: request.classes)
    return try graph.finish(output)
  }

  /// The input, and the layer's new channels behind it: joined one by one, which is the same as
  /// joining all of a block's features at once, but linear in the block's depth.
  private func denseLayer(
    _ graph: inout GraphWriter, _ input: Int
  ) throws(NetworkError) -> Int {
    let activated = try graph.activation(try graph.normalization(input))
    let bottleneck = try graph.activated(activated, 4 * growth)
    return try graph.concatenate(input, try graph.convolution(bottleneck, growth, 3))
  }
}

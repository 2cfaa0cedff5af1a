import Networks

/// ShuffleNetV2 (arXiv:1807.11164, Table 5): half of the channels pass by untouched, and a channel
/// shuffle mixes the halves.
struct ShuffleNetV2 {
  /// Output channels of stages 2, 3, 4 and of the last convolution.
  var channels: [Int]

  /// The four published widths.
  static let widths: [(name: String, channels: [Int])] = [
    ("0.5", [48, 96, 192, 1024]), ("1.0", [116, 232, 464, 1024]),
    ("1.5", [176, 352, 704, 1024]), ("2.0", [244, 488, 976, 2048]),
  ]

  func network(_ request: NetworkRequest) throws(NetworkError) -> Network {
    var graph = try GraphWriter(request, padding: .symmetric, capacity: 224)
    var current = try graph.activated(graph.input, 24, 3, stride: 2)
    current = try graph.pooling(.maximum, current, 3, stride: 2)
    for (index, repeats) in [4, 8, 4].enumerated() {
      graph.stage("stage\(index + 2)")
      for block in 0..<repeats {
        current = try self.block(&graph, current, channels[index], isFirst: block == 0)
      }
    }
    graph.stage("head")
    current = try graph.activated(current, channels[3])
    let output = try graph.classifier(current, classes: request.classes)
    return try graph.finish(output)
  }

  private func block(
    _ graph: inout GraphWriter, _ input: Int, _ channels: Int, isFirst: Bool
  ) throws(NetworkError) -> Int {
    let half = channels / 2
    let shortcut: Int
    var branch = input
    if isFirst {
      shortcut = try graph.activated(
        try normalizedDepthwise(&graph, input, stride: 2), half)
    } else {
      shortcut = try graph.slice(input, 0..<half)
      branch = try graph.slice(input, half..<channels)
    }
    branch = try graph.activated(branch, half)
    branch = try normalizedDepthwise(&graph, branch, stride: isFirst ? 2 : 1)
    branch = try graph.activated(branch, half)
    return try graph.layer(
      .channelShuffle(groups: 2), try graph.concatenate(shortcut, branch), .channelShuffle)
  }

  private func normalizedDepthwise(
    _ graph: inout GraphWriter, _ input: Int, stride: Int
  ) throws(NetworkError) -> Int {
    let channels = graph.channels(of: input)
    return try graph.normalized(input, channels, 3, stride: Extent(stride), groups: channels)
  }
}

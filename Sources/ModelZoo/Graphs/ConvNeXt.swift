import Networks

/// ConvNeXt (arXiv:2201.03545): 7×7 depthwise convolutions, layer normalisation and two
/// fully-connected layers per pixel, the branch scaled by a factor per channel.
struct ConvNeXt {
  var repeats: [Int]
  var channels: [Int]
  /// Probability that the last block is dropped in training.
  var dropPath: Double

  static let sizes: [(name: String, network: ConvNeXt)] = [
    ("t", ConvNeXt(repeats: [3, 3, 9, 3], channels: [96, 192, 384, 768], dropPath: 0.1)),
    ("s", ConvNeXt(repeats: [3, 3, 27, 3], channels: [96, 192, 384, 768], dropPath: 0.4)),
    ("b", ConvNeXt(repeats: [3, 3, 27, 3], channels: [128, 256, 512, 1024], dropPath: 0.5)),
    ("l", ConvNeXt(repeats: [3, 3, 27, 3], channels: [192, 384, 768, 1536], dropPath: 0.5)),
  ]

  func network(_ request: NetworkRequest) throws(NetworkError) -> Network {
    let blocks = repeats.reduce(0, +)
    var graph = try GraphWriter(request, padding: .valid, capacity: blocks * 8 + 32)
    var current = try graph.convolution(graph.input, channels[0], 4, stride: 4, bias: true)
    current = try normalization(&graph, current)
    var block = 0
    for (index, repeats) in repeats.enumerated() {
      if index > 0 {
        graph.stage("downsampling\(index)")
        current = try graph.convolution(
          try normalization(&graph, current), channels[index], 2, stride: 2, bias: true)
      }
      graph.stage("stage\(index + 1)")
      for _ in 0..<repeats {
        let survival = 1 - dropPath * Double(block) / Double(blocks - 1)
        current = try self.block(&graph, current, survival: survival)
        block += 1
      }
    }
    graph.stage("head")
    current = try graph.layer(.globalAveragePooling, current, .pooling)
    current = try normalization(&graph, current)
    let output = try graph.logits(current, classes: request.classes)
    return try graph.finish(output)
  }

  private func block(
    _ graph: inout GraphWriter, _ input: Int, survival: Double
  ) throws(NetworkError) -> Int {
    let channels = graph.channels(of: input)
    var current = try graph.depthwise(input, 7, padding: .symmetric(3), bias: true)
    current = try normalization(&graph, current)
    current = try graph.fullyConnected(current, 4 * channels)
    current = try graph.activation(current, .gelu)
    current = try graph.fullyConnected(current, channels)
    current = try graph.layer(.channelScale(initialValue: 1e-6), current, .layerScale)
    if survival < 1 {
      current = try graph.layer(
        .stochasticDepth(survivalProbability: survival), current, .stochasticDepth)
    }
    return try graph.add(input, current)
  }

  private func normalization(
    _ graph: inout GraphWriter, _ input: Int
  ) throws(NetworkError) -> Int {
    try graph.layer(.layerNormalization(epsilon: 1e-6), input, .layerNormalization)
  }
}

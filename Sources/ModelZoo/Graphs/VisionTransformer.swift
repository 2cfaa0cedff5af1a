import Networks

/// The Vision Transformer (arXiv:2010.11929): an image as a sequence of patches, and an encoder of
/// attention and two fully-connected layers per token, each on normalised inputs.
struct VisionTransformer {
  var patch: Int
  var channels: Int
  var blocks: Int
  var heads: Int

  /// Table 1 of the paper; the small one is DeiT's (arXiv:2012.12877).
  static let sizes: [(name: String, channels: Int, blocks: Int, heads: Int)] = [
    ("ti", 192, 12, 3), ("s", 384, 12, 6), ("b", 768, 12, 12), ("l", 1024, 24, 16),
    ("h", 1280, 32, 16),
  ]

  func network(_ request: NetworkRequest) throws(NetworkError) -> Network {
    var graph = try GraphWriter(request, padding: .valid, capacity: blocks * 10 + 16)
    let patches = try graph.convolution(
      graph.input, channels, Extent(patch), stride: Extent(patch), bias: true)
    var current = try graph.layer(.tokenEmbedding, patches, .tokens)
    for block in 0..<blocks {
      graph.stage("block\(block + 1)")
      current = try graph.add(current, try attention(&graph, current))
      current = try graph.add(current, try perceptron(&graph, current))
    }
    graph.stage("head")
    current = try normalization(&graph, current)
    // The class token alone: every row but the first is cut away.
    let tokens = graph.shape(of: current).height
    current = try graph.layer(
      .pad(top: 0, left: 0, bottom: 1 - tokens, right: 0), current, .slice)
    let output = try graph.logits(current, classes: request.classes)
    return try graph.finish(output)
  }

  private func attention(
    _ graph: inout GraphWriter, _ input: Int
  ) throws(NetworkError) -> Int {
    let mixed = try graph.fullyConnected(
      try normalization(&graph, input), 3 * channels, role: .queriesKeysValues)
    let attended = try graph.layer(.attention(heads: heads), mixed, .attention)
    return try graph.fullyConnected(attended, channels, role: .project)
  }

  private func perceptron(
    _ graph: inout GraphWriter, _ input: Int
  ) throws(NetworkError) -> Int {
    let hidden = try graph.fullyConnected(
      try normalization(&graph, input), 4 * channels)
    return try graph.fullyConnected(
      try graph.activation(hidden, .gelu), channels, role: .project)
  }

  private func normalization(
    _ graph: inout GraphWriter, _ input: Int
  ) throws(NetworkError) -> Int {
    try graph.layer(.layerNormalization(epsilon: 1e-6), input, .layerNormalization)
  }
}

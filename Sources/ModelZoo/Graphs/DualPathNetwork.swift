import Networks

/// Dual Path Network (arXiv:1707.01629, Table 1): grouped bottlenecks whose output is partly added
/// (residual path) and partly appended (dense path).
///
/// Normalisation and ReLU come before convolutions, ε is 1e-3, and the classifier is a 1×1
/// convolution.
struct DualPathNetwork {
  var repeats: [Int]
  /// Channels that each block of a stage appends to the dense path.
  var increments: [Int]
  /// Bottleneck channels of the first stage.
  var width: Int
  var groups: Int
  var stemChannels: Int

  static let sizes: [(depth: Int, network: DualPathNetwork)] = [
    (
      92,
      DualPathNetwork(
        repeats: [3, 4, 20, 3], increments: [16, 32, 24, 128], width: 96, groups: 32,
        stemChannels: 64)
    ),
    (
      98,
      DualPathNetwork(
        repeats: [3, 6, 20, 3], increments: [16, 32, 32, 128], width: 160, groups: 40,
        stemChannels: 96)
    ),
    (
      131,
      DualPathNetwork(
        repeats: [4, 8, 28, 3], increments: [16, 32, 32, 128], width: 160, groups: 40,
        stemChannels: 128)
    ),
    (
      107,
      DualPathNetwork(
        repeats: [4, 8, 20, 3], increments: [20, 64, 64, 128], width: 200, groups: 50,
        stemChannels: 128)
    ),
  ]

  /// The two paths between blocks.
  private struct Paths {
    var residual: Int
    var dense: Int
  }

  func network(_ request: NetworkRequest) throws(NetworkError) -> Network {
    var graph = try GraphWriter(
      request, padding: .symmetric, normalization: .inception,
      capacity: repeats.reduce(0, +) * 16 + 32)
    var stem = try graph.activated(graph.input, stemChannels, 7, stride: 2)
    stem = try graph.pooling(.maximum, stem, 3, stride: 2)
    var paths: Paths?
    for (index, repeats) in repeats.enumerated() {
      graph.stage("stage\(index + 1)")
      for block in 0..<repeats {
        var input = stem
        if let paths { input = try graph.concatenate(paths.residual, paths.dense) }
        let stage = (output: 256 << index, inner: width << index, increment: increments[index])
        let stride = block == 0 && index > 0 ? 2 : 1
        let kept =
          if block > 0, let paths { paths } else {
            try projection(&graph, input, stage, stride: stride)
          }
        paths = try self.block(&graph, input, kept, stage, stride: stride)
      }
    }
    graph.stage("head")
    var current = stem
    if let paths { current = try graph.concatenate(paths.residual, paths.dense) }
    current = try graph.activation(try graph.normalization(current), .relu)
    let output = try graph.convolutionalClassifier(current, classes: request.classes)
    return try graph.finish(output)
  }

  private typealias Stage = (output: Int, inner: Int, increment: Int)

  /// A stage's first two paths: one 1×1 convolution, split.
  private func projection(
    _ graph: inout GraphWriter, _ input: Int, _ stage: Stage, stride: Int
  ) throws(NetworkError) -> Paths {
    let channels = stage.output + 2 * stage.increment
    let projected = try preactivated(&graph, input, channels, stride: stride)
    return Paths(
      residual: try graph.slice(projected, 0..<stage.output),
      dense: try graph.slice(projected, stage.output..<channels))
  }

  private func block(
    _ graph: inout GraphWriter, _ input: Int, _ kept: Paths, _ stage: Stage, stride: Int
  ) throws(NetworkError) -> Paths {
    var branch = try preactivated(&graph, input, stage.inner)
    branch = try preactivated(
      &graph, branch, stage.inner, kernel: 3, stride: stride, groups: groups)
    let channels = stage.output + stage.increment
    branch = try preactivated(&graph, branch, channels)
    let added = try graph.slice(branch, 0..<stage.output)
    let appended = try graph.slice(branch, stage.output..<channels)
    return Paths(
      residual: try graph.add(kept.residual, added),
      dense: try graph.concatenate(kept.dense, appended))
  }

  private func preactivated(
    _ graph: inout GraphWriter, _ input: Int, _ channels: Int, kernel: Int = 1, stride: Int = 1,
    groups: Int = 1
  ) throws(NetworkError) -> Int {
    let activated = try graph.activation(try graph.normalization(input))
    return try graph.convolution(
      activated, channels, Extent(kernel), stride: Extent(stride), groups: groups)
  }
}

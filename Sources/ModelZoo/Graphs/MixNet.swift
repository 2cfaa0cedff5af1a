import Architectures
import Networks

/// MixNet (arXiv:1907.09595): MBConv blocks whose depthwise convolutions mix several kernel sizes,
/// each on a share of the channels; some 1×1 convolutions work on two halves apart.
struct MixNet {
  /// A run of blocks.
  ///
  /// ReLU without squeeze-and-excitation, SiLU with it, as in the search space.
  struct Row {
    var repeats = 1
    let kernels: [Int]
    var stride = 1
    let expansion: Int
    let channels: Int
    var squeezeRatio = 0.0
    /// Parts that the expanding and the projecting 1×1 convolution fall into.
    var expandParts = 1
    var projectParts = 1
  }

  var stem: Int
  /// The channels of the first block, a depthwise-separable one.
  var first: Int
  var rows: [Row]
  var width = 1.0

  func network(_ request: NetworkRequest) throws(NetworkError) -> Network {
    var graph = try GraphWriter(
      request, padding: .same, normalization: BatchNormalization(), capacity: 512)
    var current = try graph.activated(graph.input, rounded(stem), 3, stride: 2)
    graph.stage("stage1")
    let separable = try graph.activated(
      current, rounded(stem), 3, groups: graph.channels(of: current))
    current = try graph.add(current, try graph.normalized(separable, rounded(first)))
    for (index, row) in rows.enumerated() {
      graph.stage("stage\(index + 2)")
      for block in 0..<row.repeats {
        current = try self.block(&graph, current, row, stride: block == 0 ? row.stride : 1)
      }
    }
    graph.stage("head")
    current = try graph.activated(current, 1536)
    let output = try graph.classifier(current, classes: request.classes, dropout: 0.2)
    return try graph.finish(output)
  }

  private func rounded(_ channels: Int) -> Int {
    RoundingRules.tensorFlow.channels(Double(channels) * width)
  }

  private func block(
    _ graph: inout GraphWriter, _ input: Int, _ row: Row, stride: Int
  ) throws(NetworkError) -> Int {
    let activation: Activation = row.squeezeRatio > 0 ? .silu : .relu
    let inputChannels = graph.channels(of: input)
    let inner = inputChannels * row.expansion
    var current = try pointwise(&graph, input, inner, parts: row.expandParts)
    current = try graph.activation(try graph.normalization(current), activation)
    current = try mixed(&graph, current, row.kernels, stride: stride)
    current = try graph.activation(try graph.normalization(current), activation)
    if row.squeezeRatio > 0 {
      current = try graph.squeezeExcite(
        current, hidden: max(1, Int(Double(inputChannels) * row.squeezeRatio)),
        activation: activation)
    }
    let channels = rounded(row.channels)
    current = try pointwise(&graph, current, channels, parts: row.projectParts)
    current = try graph.normalization(current)
    guard stride == 1, channels == inputChannels else { return current }
    return try graph.add(input, current)
  }

  /// Channels in equal parts; what is left over goes to the first.
  private func split(_ channels: Int, into parts: Int) -> [Int] {
    var sizes = [Int](repeating: channels / parts, count: parts)
    sizes[0] += channels - parts * (channels / parts)
    return sizes
  }

  private func mixed(
    _ graph: inout GraphWriter, _ input: Int, _ kernels: [Int], stride: Int
  ) throws(NetworkError) -> Int {
    guard kernels.count > 1 else {
      return try graph.depthwise(input, Extent(kernels[0]), stride: Extent(stride))
    }
    var start = 0
    var outputs: [Int] = []
    for (kernel, size) in zip(kernels, split(graph.channels(of: input), into: kernels.count)) {
      let part = try graph.slice(input, start..<start + size)
      outputs.append(try graph.depthwise(part, Extent(kernel), stride: Extent(stride)))
      start += size
    }
    return try graph.concatenate(outputs)
  }

  private func pointwise(
    _ graph: inout GraphWriter, _ input: Int, _ channels: Int, parts: Int
  ) throws(NetworkError) -> Int {
    guard parts > 1 else { return try graph.convolution(input, channels) }
    var start = 0
    var outputs: [Int] = []
    let sizes = split(graph.channels(of: input), into: parts)
    for (size, outputSize) in zip(sizes, split(channels, into: parts)) {
      let part = try graph.slice(input, start..<start + size)
      outputs.append(try graph.convolution(part, outputSize))
      start += size
    }
    return try graph.concatenate(outputs)
  }
}

extension MixNet {
  static let small = MixNet(
    stem: 16, first: 16,
    rows: [
      Row(kernels: [3], stride: 2, expansion: 6, channels: 24, expandParts: 2, projectParts: 2),
      Row(kernels: [3], expansion: 3, channels: 24, expandParts: 2, projectParts: 2),
      Row(kernels: [3, 5, 7], stride: 2, expansion: 6, channels: 40, squeezeRatio: 0.5),
      Row(
        repeats: 3, kernels: [3, 5], expansion: 6, channels: 40, squeezeRatio: 0.5, expandParts: 2,
        projectParts: 2),
      Row(
        kernels: [3, 5, 7], stride: 2, expansion: 6, channels: 80, squeezeRatio: 0.25,
        projectParts: 2),
      Row(
        repeats: 2, kernels: [3, 5], expansion: 6, channels: 80, squeezeRatio: 0.25,
        projectParts: 2),
      Row(
        kernels: [3, 5, 7], expansion: 6, channels: 120, squeezeRatio: 0.5, expandParts: 2,
        projectParts: 2),
      Row(
        repeats: 2, kernels: [3, 5, 7, 9], expansion: 3, channels: 120, squeezeRatio: 0.5,
        expandParts: 2, projectParts: 2),
      Row(kernels: [3, 5, 7, 9, 11], stride: 2, expansion: 6, channels: 200, squeezeRatio: 0.5),
      Row(
        repeats: 2, kernels: [3, 5, 7, 9], expansion: 6, channels: 200, squeezeRatio: 0.5,
        projectParts: 2),
    ])

  static let medium = MixNet(
    stem: 24, first: 24,
    rows: [
      Row(
        kernels: [3, 5, 7], stride: 2, expansion: 6, channels: 32, expandParts: 2, projectParts: 2),
      Row(kernels: [3], expansion: 3, channels: 32, expandParts: 2, projectParts: 2),
      Row(kernels: [3, 5, 7, 9], stride: 2, expansion: 6, channels: 40, squeezeRatio: 0.5),
      Row(
        repeats: 3, kernels: [3, 5], expansion: 6, channels: 40, squeezeRatio: 0.5, expandParts: 2,
        projectParts: 2),
      Row(kernels: [3, 5, 7], stride: 2, expansion: 6, channels: 80, squeezeRatio: 0.25),
      Row(
        repeats: 3, kernels: [3, 5, 7, 9], expansion: 6, channels: 80, squeezeRatio: 0.25,
        expandParts: 2, projectParts: 2),
      Row(kernels: [3], expansion: 6, channels: 120, squeezeRatio: 0.5),
      Row(
        repeats: 3, kernels: [3, 5, 7, 9], expansion: 3, channels: 120, squeezeRatio: 0.5,
        expandParts: 2, projectParts: 2),
      Row(kernels: [3, 5, 7, 9], stride: 2, expansion: 6, channels: 200, squeezeRatio: 0.5),
      Row(
        repeats: 3, kernels: [3, 5, 7, 9], expansion: 6, channels: 200, squeezeRatio: 0.5,
        projectParts: 2),
    ])

  /// The medium one, 1.3 times as wide.
  static var large: MixNet {
    var network = medium
    network.width = 1.3
    return network
  }
}

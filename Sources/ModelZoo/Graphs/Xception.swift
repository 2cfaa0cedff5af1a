import Networks

/// Xception (arXiv:1610.02357, figure 5): depthwise and 1×1 convolutions with one normalisation
/// after both; the two stem convolutions are unpadded.
enum Xception {
  /// One module: `repeats` separable convolutions with ReLUs before, and a shortcut.
  private struct Module {
    var channels: Int
    var repeats = 2
    var stride = 2
    var startsWithActivation = true
    /// Whether the first convolution widens, rather than the last.
    var growsFirst = true
  }

  private static var modules: [Module] {
    [
      Module(channels: 128, startsWithActivation: false), Module(channels: 256),
      Module(channels: 728),
    ] + Array(repeating: Module(channels: 728, repeats: 3, stride: 1), count: 8)
      + [Module(channels: 1024, growsFirst: false)]
  }

  static func network(_ request: NetworkRequest) throws(NetworkError) -> Network {
    var graph = try GraphWriter(request, padding: .symmetric, capacity: 256)
    var current = try graph.activated(graph.input, 32, 3, stride: 2, padding: .valid)
    current = try graph.activated(current, 64, 3, padding: .valid)
    for (index, module) in modules.enumerated() {
      graph.stage("block\(index + 1)")
      current = try self.module(&graph, current, module)
    }
    graph.stage("head")
    for channels in [1536, 2048] {
      current = try graph.activation(try separable(&graph, current, channels))
    }
    let output = try graph.classifier(current, classes: request.classes)
    return try graph.finish(output)
  }

  private static func module(
    _ graph: inout GraphWriter, _ input: Int, _ module: Module
  ) throws(NetworkError) -> Int {
    let inputChannels = graph.channels(of: input)
    var current = input
    for index in 0..<module.repeats {
      let isWide = module.growsFirst || index == module.repeats - 1
      if index > 0 || module.startsWithActivation { current = try graph.activation(current) }
      current = try separable(&graph, current, isWide ? module.channels : inputChannels)
    }
    if module.stride > 1 {
      current = try graph.pooling(.maximum, current, 3, stride: module.stride)
    }
    var shortcut = input
    if module.stride > 1 || module.channels != inputChannels {
      shortcut = try graph.normalized(input, module.channels, stride: Extent(module.stride))
    }
    return try graph.add(current, shortcut)
  }

  private static func separable(
    _ graph: inout GraphWriter, _ input: Int, _ channels: Int
  ) throws(NetworkError) -> Int {
    try graph.normalized(try graph.depthwise(input, 3), channels)
  }
}

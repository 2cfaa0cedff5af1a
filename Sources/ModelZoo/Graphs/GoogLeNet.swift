import Networks

/// GoogLeNet (arXiv:1409.4842, Table 1) as torchvision builds it: with batch normalisation, 3×3
/// convolutions in place of the 5×5, poolings that round up, without auxiliary heads.
enum GoogLeNet {
  /// Channels of an inception module: 1×1; 1×1 then 3×3; 1×1 then the second 3×3; after the pooling.
  private struct Module {
    let name: String
    let plain: Int
    let reduce3: Int
    let wide3: Int
    let reduce5: Int
    let wide5: Int
    let pooled: Int
    /// The kernel of a pooling of stride 2 before the module.
    var poolingBefore: Int?

    init(
      _ name: String, _ plain: Int, _ reduce3: Int, _ wide3: Int, _ reduce5: Int, _ wide5: Int,
      _ pooled: Int, poolingBefore: Int? = nil
    ) {
      self.name = name
      self.plain = plain
      self.reduce3 = reduce3
      self.wide3 = wide3
      self.reduce5 = reduce5
      self.wide5 = wide5
      self.pooled = pooled
      self.poolingBefore = poolingBefore
    }
  }

  private static var modules: [Module] {
    [
      Module("inception3a", 64, 96, 128, 16, 32, 32, poolingBefore: 3),
      Module("inception3b", 128, 128, 192, 32, 96, 64),
      Module("inception4a", 192, 96, 208, 16, 48, 64, poolingBefore: 3),
      Module("inception4b", 160, 112, 224, 24, 64, 64),
      Module("inception4c", 128, 128, 256, 24, 64, 64),
      Module("inception4d", 112, 144, 288, 32, 64, 64),
      Module("inception4e", 256, 160, 320, 32, 128, 128),
      Module("inception5a", 256, 160, 320, 32, 128, 128, poolingBefore: 2),
      Module("inception5b", 384, 192, 384, 48, 128, 128),
    ]
  }

  static func network(_ request: NetworkRequest) throws(NetworkError) -> Network {
    var graph = try GraphWriter(
      request, padding: .symmetric, normalization: .inception, capacity: 224)
    var current = try graph.activated(graph.input, 64, 7, stride: 2)
    current = try graph.pooling(.maximum, current, 3, stride: 2, padding: .valid, roundsUp: true)
    current = try graph.activated(try graph.activated(current, 64), 192, 3)
    for module in modules {
      graph.stage(module.name)
      if let kernel = module.poolingBefore {
        current = try graph.pooling(
          .maximum, current, kernel, stride: 2, padding: .valid, roundsUp: true)
      }
      current = try self.module(&graph, current, module)
    }
    graph.stage("head")
    let output = try graph.classifier(current, classes: request.classes, dropout: 0.2)
    return try graph.finish(output)
  }

  private static func module(
    _ graph: inout GraphWriter, _ input: Int, _ module: Module
  ) throws(NetworkError) -> Int {
    let plain = try graph.activated(input, module.plain)
    let branch3 = try graph.activated(
      try graph.activated(input, module.reduce3), module.wide3, 3)
    let branch5 = try graph.activated(
      try graph.activated(input, module.reduce5), module.wide5, 3)
    let pool = try graph.pooling(.maximum, input, 3, stride: 1, roundsUp: true)
    return try graph.concatenate(
      plain, branch3, branch5, try graph.activated(pool, module.pooled))
  }
}

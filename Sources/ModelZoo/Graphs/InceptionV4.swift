import Networks

/// Inception-v4 (arXiv:1602.07261, figures 3 to 9): valid stem and reductions, size-keeping padding
/// elsewhere, batch-norm ε 1e-3, average poolings that leave the padding out.
///
/// The auxiliary head of TF-slim's training, where it is asked for, comes last.
enum InceptionV4 {
  static func network(
    _ request: NetworkRequest, normalization: BatchNormalization = .inception,
    hasAuxiliaryHead: Bool = false
  ) throws(NetworkError) -> Network {
    var graph = try GraphWriter(
      request, padding: .symmetric, normalization: normalization, capacity: 512)
    var current = try stem(&graph, .v4)
    for index in 1...4 {
      current = try moduleA(&graph, current, "inceptionA\(index)")
    }
    current = try reductionA(&graph, current)
    for index in 1...7 {
      current = try moduleB(&graph, current, "inceptionB\(index)")
    }
    let lastModuleB = current
    current = try reductionB(&graph, current)
    for index in 1...3 {
      current = try moduleC(&graph, current, "inceptionC\(index)")
    }
    graph.stage("head")
    let output = try graph.classifier(current, classes: request.classes, dropout: 0.2)
    guard hasAuxiliaryHead else { return try graph.finish(output) }
    let auxiliary = try auxiliaryHead(&graph, lastModuleB, classes: request.classes)
    return try graph.finish(output, auxiliary: auxiliary)
  }

  /// A second classifier on half-way features, with a kernel as large as what the pooling leaves.
  private static func auxiliaryHead(
    _ graph: inout GraphWriter, _ input: Int, classes: Int
  ) throws(NetworkError) -> Int {
    graph.stage("auxiliary")
    var current = try graph.pooling(.average, input, 5, stride: 3, padding: .valid)
    current = try graph.activated(current, 128)
    let pooled = graph.shape(of: current)
    current = try graph.activated(
      current, 768, Extent(height: pooled.height, width: pooled.width), padding: .valid)
    return try graph.logits(current, classes: classes)
  }

  /// In which order the stem's two 7-wide kernels and its last two branches stand.
  enum StemOrder {
    /// 1×7 before 7×1, the convolution before the pooling.
    case v4
    /// The other way round, as PolyNet has it.
    case polyNet
  }

  /// The first layers, which PolyNet shares but for their order.
  static func stem(
    _ graph: inout GraphWriter, _ order: StemOrder
  ) throws(NetworkError) -> Int {
    var current = try graph.activated(graph.input, 32, 3, stride: 2, padding: .valid)
    current = try graph.activated(current, 32, 3, padding: .valid)
    current = try graph.activated(current, 64, 3)
    let pool1 = try graph.pooling(.maximum, current, 3, stride: 2, padding: .valid)
    let branch1 = try graph.activated(current, 96, 3, stride: 2, padding: .valid)
    current = try graph.concatenate(pool1, branch1)
    let short = try graph.activated(try graph.activated(current, 64), 96, 3, padding: .valid)
    let kernels: (Extent, Extent) = order == .v4 ? (.row7, .column7) : (.column7, .row7)
    var long = try graph.chain(current, [64, .to(64, kernels.0), .to(64, kernels.1)])
    long = try graph.activated(long, 96, 3, padding: .valid)
    current = try graph.concatenate(short, long)
    switch order {
    case .v4:
      let branch2 = try graph.activated(current, 192, 3, stride: 2, padding: .valid)
      let pool2 = try graph.pooling(.maximum, current, 3, stride: 2, padding: .valid)
      return try graph.concatenate(branch2, pool2)
    case .polyNet:
      let pool2 = try graph.pooling(.maximum, current, 3, stride: 2, padding: .valid)
      let branch2 = try graph.activated(current, 192, 3, stride: 2, padding: .valid)
      return try graph.concatenate(pool2, branch2)
    }
  }

  private static func moduleA(
    _ graph: inout GraphWriter, _ input: Int, _ name: String
  ) throws(NetworkError) -> Int {
    graph.stage(name)
    return try graph.inceptionModule(
      input, [[96], [64, .to(96, 3)], [64, .to(96, 3), .to(96, 3)]], .average, pooled: 96)
  }

  private static func reductionA(
    _ graph: inout GraphWriter, _ input: Int
  ) throws(NetworkError) -> Int {
    graph.stage("reductionA")
    return try graph.inceptionReduction(
      input, [[.to(384, 3)], [192, .to(224, 3), .to(256, 3)]])
  }

  private static func moduleB(
    _ graph: inout GraphWriter, _ input: Int, _ name: String
  ) throws(NetworkError) -> Int {
    graph.stage(name)
    let branch7: InceptionBranch = [192, .to(224, .row7), .to(256, .column7)]
    let double: InceptionBranch = [
      192, .to(192, .column7), .to(224, .row7), .to(224, .column7), .to(256, .row7),
    ]
    return try graph.inceptionModule(input, [[384], branch7, double], .average, pooled: 128)
  }

  private static func reductionB(
    _ graph: inout GraphWriter, _ input: Int
  ) throws(NetworkError) -> Int {
    graph.stage("reductionB")
    return try graph.inceptionReduction(
      input,
      [[192, .to(192, 3)], [256, .to(256, .row7), .to(320, .column7), .to(320, 3)]])
  }

  private static func moduleC(
    _ graph: inout GraphWriter, _ input: Int, _ name: String
  ) throws(NetworkError) -> Int {
    graph.stage(name)
    let branch3 = InceptionBranch([384], fork: 256)
    let double = InceptionBranch([384, .to(448, .column3), .to(512, .row3)], fork: 256)
    return try graph.inceptionModule(input, [[256], branch3, double], .average, pooled: 256)
  }
}

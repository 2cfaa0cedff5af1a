import Networks

/// Inception-v3 (arXiv:1512.00567) as torchvision builds it: valid stem and reductions, symmetric
/// padding elsewhere, batch-norm ε 1e-3, average poolings that count their padding.
///
/// The auxiliary head, where it is asked for, comes last.
enum InceptionV3 {
  static func network(
    _ request: NetworkRequest, normalization: BatchNormalization = .inception,
    convolvesLogits: Bool = false, hasAuxiliaryHead: Bool = false
  ) throws(NetworkError) -> Network {
    var graph = try GraphWriter(
      request, padding: .symmetric, normalization: normalization, capacity: 320)
    var current = try stem(&graph)
    for (name, poolChannels) in [("mixed5b", 32), ("mixed5c", 64), ("mixed5d", 64)] {
      current = try moduleA(&graph, current, name, poolChannels: poolChannels)
    }
    current = try reductionA(&graph, current)
    for (name, inner) in [("mixed6b", 128), ("mixed6c", 160), ("mixed6d", 160), ("mixed6e", 192)] {
      current = try moduleB(&graph, current, name, inner: inner)
    }
    let lastModuleB = current
    current = try reductionB(&graph, current)
    for name in ["mixed7b", "mixed7c"] {
      current = try moduleC(&graph, current, name)
    }
    graph.stage("head")
    guard convolvesLogits else {
      let output = try graph.classifier(current, classes: request.classes, dropout: 0.5)
      guard hasAuxiliaryHead else { return try graph.finish(output) }
      let auxiliary = try auxiliaryHead(&graph, lastModuleB, classes: request.classes)
      return try graph.finish(output, auxiliary: auxiliary)
    }
    let output = try graph.convolutionalClassifier(current, classes: request.classes, dropout: 0.2)
    return try graph.finish(output)
  }

  /// torchvision's second classifier on half-way features (`InceptionAux`): 17×17 pixels are pooled
  /// to the 5×5 of its kernel.
  private static func auxiliaryHead(
    _ graph: inout GraphWriter, _ input: Int, classes: Int
  ) throws(NetworkError) -> Int {
    graph.stage("auxiliary")
    var current = try graph.pooling(.average, input, 5, stride: 3, padding: .valid)
    current = try graph.activated(current, 128)
    current = try graph.activated(current, 768, 5, padding: .valid)
    return try graph.classifier(current, classes: classes)
  }

  /// The first layers, which Inception-ResNet-v2 shares.
  static func stem(_ graph: inout GraphWriter) throws(NetworkError) -> Int {
    var current = try graph.activated(graph.input, 32, 3, stride: 2, padding: .valid)
    current = try graph.activated(current, 32, 3, padding: .valid)
    current = try graph.activated(current, 64, 3)
    current = try graph.pooling(.maximum, current, 3, stride: 2, padding: .valid)
    current = try graph.activated(current, 80)
    current = try graph.activated(current, 192, 3, padding: .valid)
    return try graph.pooling(.maximum, current, 3, stride: 2, padding: .valid)
  }

  private static func moduleA(
    _ graph: inout GraphWriter, _ input: Int, _ name: String, poolChannels: Int
  ) throws(NetworkError) -> Int {
    graph.stage(name)
    return try graph.inceptionModule(
      input, [[64], [48, .to(64, 5)], [64, .to(96, 3), .to(96, 3)]],
      .averageIncludingPadding, pooled: poolChannels)
  }

  private static func reductionA(
    _ graph: inout GraphWriter, _ input: Int
  ) throws(NetworkError) -> Int {
    graph.stage("mixed6a")
    return try graph.inceptionReduction(
      input, [[.to(384, 3)], [64, .to(96, 3), .to(96, 3)]])
  }

  private static func moduleB(
    _ graph: inout GraphWriter, _ input: Int, _ name: String, inner: Int
  ) throws(NetworkError) -> Int {
    graph.stage(name)
    let branch7: InceptionBranch = [
      .to(inner, 1), .to(inner, .row7), .to(192, .column7),
    ]
    let double: InceptionBranch = [
      .to(inner, 1), .to(inner, .column7), .to(inner, .row7), .to(inner, .column7),
      .to(192, .row7),
    ]
    return try graph.inceptionModule(
      input, [[192], branch7, double], .averageIncludingPadding, pooled: 192)
  }

  private static func reductionB(
    _ graph: inout GraphWriter, _ input: Int
  ) throws(NetworkError) -> Int {
    graph.stage("mixed7a")
    return try graph.inceptionReduction(
      input,
      [[192, .to(320, 3)], [192, .to(192, .row7), .to(192, .column7), .to(192, 3)]])
  }

  private static func moduleC(
    _ graph: inout GraphWriter, _ input: Int, _ name: String
  ) throws(NetworkError) -> Int {
    graph.stage(name)
    return try graph.inceptionModule(
      input,
      [[320], InceptionBranch([384], fork: 384), InceptionBranch([448, .to(384, 3)], fork: 384)],
      .averageIncludingPadding, pooled: 192)
  }
}

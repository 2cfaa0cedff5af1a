import Networks

/// Inception-v3 (arXiv:1512.00567) as torchvision builds it, without the auxiliary head: valid
/// stem and reductions, symmetric padding elsewhere, batch-norm ε 1e-3, average poolings that count
/// their padding.
enum InceptionV3 {
  static func network(
    _ request: NetworkRequest, normalization: BatchNormalization = .inception,
    convolvesLogits: Bool = false
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
    current = try reductionB(&graph, current)
    for name in ["mixed7b", "mixed7c"] {
      current = try moduleC(&graph, current, name)
    }
    graph.stage("head")
    guard convolvesLogits else {
      let output = try graph.classifier(current, classes: request.classes, dropout: 0.5)
      return try graph.finish(output)
    }
    let output = try graph.convolutionalClassifier(current, classes: request.classes, dropout: 0.2)
    return try graph.finish(output)
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
    let branch1 = try graph.activated(input, 64)
    let branch5 = try graph.activated(try graph.activated(input, 48), 64, 5)
    var branch3 = try graph.activated(input, 64)
    branch3 = try graph.activated(branch3, 96, 3)
    branch3 = try graph.activated(branch3, 96, 3)
    let pool = try graph.pooling(.averageIncludingPadding, input, 3, stride: 1)
    let branchPool = try graph.activated(pool, poolChannels)
    return try graph.concatenate(branch1, branch5, branch3, branchPool)
  }

  private static func reductionA(
    _ graph: inout GraphWriter, _ input: Int
  ) throws(NetworkError) -> Int {
    graph.stage("mixed6a")
    let branch3 = try graph.activated(input, 384, 3, stride: 2, padding: .valid)
    var double = try graph.activated(input, 64)
    double = try graph.activated(double, 96, 3)
    double = try graph.activated(double, 96, 3, stride: 2, padding: .valid)
    let pool = try graph.pooling(.maximum, input, 3, stride: 2, padding: .valid)
    return try graph.concatenate(branch3, double, pool)
  }

  private static func moduleB(
    _ graph: inout GraphWriter, _ input: Int, _ name: String, inner: Int
  ) throws(NetworkError) -> Int {
    graph.stage(name)
    let branch1 = try graph.activated(input, 192)
    var branch7 = try graph.activated(input, inner)
    branch7 = try graph.activated(branch7, inner, .row7)
    branch7 = try graph.activated(branch7, 192, .column7)
    var double = try graph.activated(input, inner)
    double = try graph.activated(double, inner, .column7)
    double = try graph.activated(double, inner, .row7)
    double = try graph.activated(double, inner, .column7)
    double = try graph.activated(double, 192, .row7)
    let pool = try graph.pooling(.averageIncludingPadding, input, 3, stride: 1)
    let branchPool = try graph.activated(pool, 192)
    return try graph.concatenate(branch1, branch7, double, branchPool)
  }

  private static func reductionB(
    _ graph: inout GraphWriter, _ input: Int
  ) throws(NetworkError) -> Int {
    graph.stage("mixed7a")
    let branch3 = try graph.activated(
      try graph.activated(input, 192), 320, 3, stride: 2, padding: .valid)
    var branch7 = try graph.activated(input, 192)
    branch7 = try graph.activated(branch7, 192, .row7)
    branch7 = try graph.activated(branch7, 192, .column7)
    branch7 = try graph.activated(branch7, 192, 3, stride: 2, padding: .valid)
    let pool = try graph.pooling(.maximum, input, 3, stride: 2, padding: .valid)
    return try graph.concatenate(branch3, branch7, pool)
  }

  private static func moduleC(
    _ graph: inout GraphWriter, _ input: Int, _ name: String
  ) throws(NetworkError) -> Int {
    graph.stage(name)
    let branch1 = try graph.activated(input, 320)
    let branch3 = try graph.activated(input, 384)
    let branch3Row = try graph.activated(branch3, 384, .row3)
    let branch3Column = try graph.activated(branch3, 384, .column3)
    let double = try graph.activated(try graph.activated(input, 448), 384, 3)
    let doubleRow = try graph.activated(double, 384, .row3)
    let doubleColumn = try graph.activated(double, 384, .column3)
    let pool = try graph.pooling(.averageIncludingPadding, input, 3, stride: 1)
    let branchPool = try graph.activated(pool, 192)
    return try graph.concatenate(
      branch1, branch3Row, branch3Column, doubleRow, doubleColumn, branchPool)
  }
}

extension Extent {
  static let row3 = Extent(height: 1, width: 3)
  static let column3 = Extent(height: 3, width: 1)
  static let row7 = Extent(height: 1, width: 7)
  static let column7 = Extent(height: 7, width: 1)
}

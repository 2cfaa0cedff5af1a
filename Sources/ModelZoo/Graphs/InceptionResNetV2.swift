import Networks

/// Inception-ResNet-v2 (arXiv:1602.07261) as the TensorFlow code has it: residual branches end in a
/// biased 1×1 convolution without normalisation and are scaled by 0.17, 0.10 and 0.20.
enum InceptionResNetV2 {
  static func network(
    _ request: NetworkRequest, normalization: BatchNormalization = .inception
  ) throws(NetworkError) -> Network {
    var graph = try GraphWriter(
      request, padding: .symmetric, normalization: normalization, capacity: 1024)
    var current = try moduleA(&graph, try InceptionV3.stem(&graph))
    graph.stage("block35")
    for _ in 0..<10 {
      current = try block35(&graph, current)
    }
    current = try reductionA(&graph, current)
    graph.stage("block17")
    for _ in 0..<20 {
      current = try block17(&graph, current)
    }
    current = try reductionB(&graph, current)
    graph.stage("block8")
    for index in 0..<10 {
      current = try block8(&graph, current, isLast: index == 9)
    }
    graph.stage("head")
    current = try graph.activated(current, 1536)
    let output = try graph.classifier(current, classes: request.classes, dropout: 0.2)
    return try graph.finish(output)
  }

  private static func moduleA(
    _ graph: inout GraphWriter, _ input: Int
  ) throws(NetworkError) -> Int {
    graph.stage("mixed5b")
    return try graph.inceptionModule(
      input, [[96], [48, .to(64, 5)], [64, .to(96, 3), .to(96, 3)]], .average, pooled: 64)
  }

  private static func reductionA(
    _ graph: inout GraphWriter, _ input: Int
  ) throws(NetworkError) -> Int {
    graph.stage("mixed6a")
    return try graph.inceptionReduction(
      input, [[.to(384, 3)], [256, .to(256, 3), .to(384, 3)]])
  }

  private static func reductionB(
    _ graph: inout GraphWriter, _ input: Int
  ) throws(NetworkError) -> Int {
    graph.stage("mixed7a")
    return try graph.inceptionReduction(
      input, [[256, .to(384, 3)], [256, .to(288, 3)], [256, .to(288, 3), .to(320, 3)]])
  }

  private static func block35(
    _ graph: inout GraphWriter, _ input: Int
  ) throws(NetworkError) -> Int {
    try residual(
      &graph, input, [[32], [32, .to(32, 3)], [32, .to(48, 3), .to(64, 3)]], scale: 0.17)
  }

  private static func block17(
    _ graph: inout GraphWriter, _ input: Int
  ) throws(NetworkError) -> Int {
    try residual(
      &graph, input, [[192], [128, .to(160, .row7), .to(192, .column7)]], scale: 0.1)
  }

  /// The last block is neither scaled nor activated.
  private static func block8(
    _ graph: inout GraphWriter, _ input: Int, isLast: Bool
  ) throws(NetworkError) -> Int {
    try residual(
      &graph, input, [[192], [192, .to(224, .row3), .to(256, .column3)]],
      scale: isLast ? 1 : 0.2, isActivated: !isLast)
  }

  private static func residual(
    _ graph: inout GraphWriter, _ input: Int, _ branches: [InceptionBranch], scale: Double,
    isActivated: Bool = true
  ) throws(NetworkError) -> Int {
    let joined = try graph.concatenate(try graph.branches(input, branches))
    var branch = try graph.convolution(joined, graph.channels(of: input), bias: true)
    if scale != 1 { branch = try graph.layer(.scale(scale), branch, .scale) }
    let sum = try graph.add(input, branch)
    return isActivated ? try graph.activation(sum) : sum
  }
}

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
    let branch1 = try graph.activated(input, 96)
    let branch5 = try graph.activated(try graph.activated(input, 48), 64, 5)
    var double = try graph.activated(input, 64)
    double = try graph.activated(double, 96, 3)
    double = try graph.activated(double, 96, 3)
    let pool = try graph.pooling(.average, input, 3, stride: 1)
    return try graph.concatenate(branch1, branch5, double, try graph.activated(pool, 64))
  }

  private static func reductionA(
    _ graph: inout GraphWriter, _ input: Int
  ) throws(NetworkError) -> Int {
    graph.stage("mixed6a")
    let branch3 = try graph.activated(input, 384, 3, stride: 2, padding: .valid)
    var double = try graph.activated(input, 256)
    double = try graph.activated(double, 256, 3)
    double = try graph.activated(double, 384, 3, stride: 2, padding: .valid)
    let pool = try graph.pooling(.maximum, input, 3, stride: 2, padding: .valid)
    return try graph.concatenate(branch3, double, pool)
  }

  private static func reductionB(
    _ graph: inout GraphWriter, _ input: Int
  ) throws(NetworkError) -> Int {
    graph.stage("mixed7a")
    let branch0 = try graph.activated(
      try graph.activated(input, 256), 384, 3, stride: 2, padding: .valid)
    let branch1 = try graph.activated(
      try graph.activated(input, 256), 288, 3, stride: 2, padding: .valid)
    var double = try graph.activated(input, 256)
    double = try graph.activated(double, 288, 3)
    double = try graph.activated(double, 320, 3, stride: 2, padding: .valid)
    let pool = try graph.pooling(.maximum, input, 3, stride: 2, padding: .valid)
    return try graph.concatenate(branch0, branch1, double, pool)
  }

  private static func block35(
    _ graph: inout GraphWriter, _ input: Int
  ) throws(NetworkError) -> Int {
    let branch0 = try graph.activated(input, 32)
    let branch1 = try graph.activated(try graph.activated(input, 32), 32, 3)
    var branch2 = try graph.activated(input, 32)
    branch2 = try graph.activated(branch2, 48, 3)
    branch2 = try graph.activated(branch2, 64, 3)
    return try residual(&graph, input, [branch0, branch1, branch2], scale: 0.17)
  }

  private static func block17(
    _ graph: inout GraphWriter, _ input: Int
  ) throws(NetworkError) -> Int {
    let branch0 = try graph.activated(input, 192)
    var branch1 = try graph.activated(input, 128)
    branch1 = try graph.activated(branch1, 160, .row7)
    branch1 = try graph.activated(branch1, 192, .column7)
    return try residual(&graph, input, [branch0, branch1], scale: 0.1)
  }

  /// The last block is neither scaled nor activated.
  private static func block8(
    _ graph: inout GraphWriter, _ input: Int, isLast: Bool
  ) throws(NetworkError) -> Int {
    let branch0 = try graph.activated(input, 192)
    var branch1 = try graph.activated(input, 192)
    branch1 = try graph.activated(branch1, 224, .row3)
    branch1 = try graph.activated(branch1, 256, .column3)
    return try residual(
      &graph, input, [branch0, branch1], scale: isLast ? 1 : 0.2, isActivated: !isLast)
  }

  private static func residual(
    _ graph: inout GraphWriter, _ input: Int, _ branches: [Int], scale: Double,
    isActivated: Bool = true
  ) throws(NetworkError) -> Int {
    let joined = try graph.concatenate(branches)
    var branch = try graph.convolution(joined, graph.channels(of: input), bias: true)
    if scale != 1 { branch = try graph.layer(.scale(scale), branch, .scale) }
    let sum = try graph.add(input, branch)
    return isActivated ? try graph.activation(sum) : sum
  }
}

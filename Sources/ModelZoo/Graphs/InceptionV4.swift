import Networks

/// Inception-v4 (arXiv:1602.07261, figures 3 to 9): valid stem and reductions, size-keeping padding
/// elsewhere, batch-norm ε 1e-3, average poolings that leave the padding out.
///
/// The auxiliary head of TF-slim's training, where it is asked for, stands behind the output.
enum InceptionV4 {
  static func network(
    _ request: NetworkRequest, normalization: BatchNormalization = .inception,
    hasAuxiliaryHead: Bool = false
  ) throws(NetworkError) -> Network {
    var graph = try GraphWriter(
      request, padding: .symmetric, normalization: normalization, capacity: 512)
    var current = try stem(&graph)
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
    if hasAuxiliaryHead { try auxiliaryHead(&graph, lastModuleB, classes: request.classes) }
    return try graph.finish(output)
  }

  /// A second classifier on half-way features, with a kernel as large as what the pooling leaves.
  private static func auxiliaryHead(
    _ graph: inout GraphWriter, _ input: Int, classes: Int
  ) throws(NetworkError) {
    graph.stage("auxiliary")
    var current = try graph.pooling(.average, input, 5, stride: 3, padding: .valid)
    current = try graph.activated(current, 128)
    let pooled = graph.shape(of: current)
    current = try graph.activated(
      current, 768, Extent(height: pooled.height, width: pooled.width), padding: .valid)
    _ = try graph.logits(current, classes: classes)
  }

  private static func stem(_ graph: inout GraphWriter) throws(NetworkError) -> Int {
    var current = try graph.activated(graph.input, 32, 3, stride: 2, padding: .valid)
    current = try graph.activated(current, 32, 3, padding: .valid)
    current = try graph.activated(current, 64, 3)
    let pool1 = try graph.pooling(.maximum, current, 3, stride: 2, padding: .valid)
    let branch1 = try graph.activated(current, 96, 3, stride: 2, padding: .valid)
    current = try graph.concatenate(pool1, branch1)
    let short = try graph.activated(try graph.activated(current, 64), 96, 3, padding: .valid)
    var long = try graph.activated(current, 64)
    long = try graph.activated(long, 64, .row7)
    long = try graph.activated(long, 64, .column7)
    long = try graph.activated(long, 96, 3, padding: .valid)
    current = try graph.concatenate(short, long)
    let branch2 = try graph.activated(current, 192, 3, stride: 2, padding: .valid)
    let pool2 = try graph.pooling(.maximum, current, 3, stride: 2, padding: .valid)
    return try graph.concatenate(branch2, pool2)
  }

  private static func moduleA(
    _ graph: inout GraphWriter, _ input: Int, _ name: String
  ) throws(NetworkError) -> Int {
    graph.stage(name)
    let branch1 = try graph.activated(input, 96)
    let branch3 = try graph.activated(try graph.activated(input, 64), 96, 3)
    var double = try graph.activated(input, 64)
    double = try graph.activated(double, 96, 3)
    double = try graph.activated(double, 96, 3)
    let pool = try graph.pooling(.average, input, 3, stride: 1)
    return try graph.concatenate(branch1, branch3, double, try graph.activated(pool, 96))
  }

  private static func reductionA(
    _ graph: inout GraphWriter, _ input: Int
  ) throws(NetworkError) -> Int {
    graph.stage("reductionA")
    let branch3 = try graph.activated(input, 384, 3, stride: 2, padding: .valid)
    var double = try graph.activated(input, 192)
    double = try graph.activated(double, 224, 3)
    double = try graph.activated(double, 256, 3, stride: 2, padding: .valid)
    let pool = try graph.pooling(.maximum, input, 3, stride: 2, padding: .valid)
    return try graph.concatenate(branch3, double, pool)
  }

  private static func moduleB(
    _ graph: inout GraphWriter, _ input: Int, _ name: String
  ) throws(NetworkError) -> Int {
    graph.stage(name)
    let branch1 = try graph.activated(input, 384)
    var branch7 = try graph.activated(input, 192)
    branch7 = try graph.activated(branch7, 224, .row7)
    branch7 = try graph.activated(branch7, 256, .column7)
    var double = try graph.activated(input, 192)
    double = try graph.activated(double, 192, .column7)
    double = try graph.activated(double, 224, .row7)
    double = try graph.activated(double, 224, .column7)
    double = try graph.activated(double, 256, .row7)
    let pool = try graph.pooling(.average, input, 3, stride: 1)
    return try graph.concatenate(branch1, branch7, double, try graph.activated(pool, 128))
  }

  private static func reductionB(
    _ graph: inout GraphWriter, _ input: Int
  ) throws(NetworkError) -> Int {
    graph.stage("reductionB")
    let branch3 = try graph.activated(
      try graph.activated(input, 192), 192, 3, stride: 2, padding: .valid)
    var branch7 = try graph.activated(input, 256)
    branch7 = try graph.activated(branch7, 256, .row7)
    branch7 = try graph.activated(branch7, 320, .column7)
    branch7 = try graph.activated(branch7, 320, 3, stride: 2, padding: .valid)
    let pool = try graph.pooling(.maximum, input, 3, stride: 2, padding: .valid)
    return try graph.concatenate(branch3, branch7, pool)
  }

  private static func moduleC(
    _ graph: inout GraphWriter, _ input: Int, _ name: String
  ) throws(NetworkError) -> Int {
    graph.stage(name)
    let branch1 = try graph.activated(input, 256)
    let branch3 = try graph.activated(input, 384)
    let branch3Row = try graph.activated(branch3, 256, .row3)
    let branch3Column = try graph.activated(branch3, 256, .column3)
    var double = try graph.activated(input, 384)
    double = try graph.activated(double, 448, .column3)
    double = try graph.activated(double, 512, .row3)
    let doubleRow = try graph.activated(double, 256, .row3)
    let doubleColumn = try graph.activated(double, 256, .column3)
    let pool = try graph.pooling(.average, input, 3, stride: 1)
    return try graph.concatenate(
      branch1, branch3Row, branch3Column, doubleRow, doubleColumn, try graph.activated(pool, 256))
  }
}

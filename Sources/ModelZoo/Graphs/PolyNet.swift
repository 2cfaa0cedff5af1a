import Networks

/// Very Deep PolyNet (arXiv:1611.05725) after the one public port (pretrained-models.pytorch): the
/// Inception-ResNet-v2 modules in 2-way and poly-3 arrangements, mixed in stages B and C.
///
/// The inner convolutions of a poly-3 module are shared by its three orders; the normalisations and
/// the last 1×1 convolutions are not.
enum PolyNet {
  /// Residual scaling falls from 1 to 0.7 in 39 equal steps, printed to six digits in the port.
  private static func scale(_ module: Int) -> Double {
    ((1 - 0.3 * Double(module) / 39) * 1e6).rounded() / 1e6
  }

  /// The kernels of a module's longer path and channels of its parts.
  private struct Parts {
    let path: [(channels: Int, kernel: Extent)]
    let short: Int
  }

  private static let partsB = Parts(
    path: [(128, 1), (160, .row7), (192, .column7)], short: 192)
  private static let partsC = Parts(
    path: [(192, 1), (224, .row3), (256, .column3)], short: 192)

  static func network(_ request: NetworkRequest) throws(NetworkError) -> Network {
    var graph = try GraphWriter(request, padding: .symmetric, capacity: 2048)
    var current = try stem(&graph)
    graph.stage("stageA")
    for module in 0..<10 {
      current = try twoWay(&graph, current, scale: scale(module), blockA)
    }
    current = try reductionA(&graph, current)
    current = try mixedStage(&graph, current, "stageB", partsB, modules: 10..<30)
    current = try reductionB(&graph, current)
    current = try mixedStage(&graph, current, "stageC", partsC, modules: 30..<40)
    graph.stage("head")
    let output = try graph.classifier(current, classes: request.classes, dropout: 0.2)
    return try graph.finish(output)
  }

  /// Poly-3 and 2-way modules in turn.
  private static func mixedStage(
    _ graph: inout GraphWriter, _ input: Int, _ name: String, _ parts: Parts, modules: Range<Int>
  ) throws(NetworkError) -> Int {
    graph.stage(name)
    var current = input
    for module in modules {
      if module % 2 == 0 {
        current = try poly3(&graph, current, parts, scale: scale(module))
      } else {
        current = try twoWay(&graph, current, scale: scale(module)) {
          graph, input throws(NetworkError) in
          var sources: [Int] = []
          return try block(&graph, input, parts, sharing: &sources)
        }
      }
    }
    return current
  }

  /// x + s·F(x) + s·F(F(x)) + s·F(F(F(x))), the orders with weights in common.
  private static func poly3(
    _ graph: inout GraphWriter, _ input: Int, _ parts: Parts, scale: Double
  ) throws(NetworkError) -> Int {
    var sources: [Int] = []
    var sum = input
    var current = input
    for order in 0..<3 {
      let branch = try block(&graph, current, parts, sharing: &sources)
      sum = try graph.add(sum, try scaled(&graph, branch, scale))
      if order < 2 { current = try graph.activation(branch) }
    }
    return try graph.activation(sum)
  }

  /// x + s·F(x) + s·G(x).
  private static func twoWay(
    _ graph: inout GraphWriter, _ input: Int, scale: Double,
    _ block: (inout GraphWriter, Int) throws(NetworkError) -> Int
  ) throws(NetworkError) -> Int {
    var sum = input
    for _ in 0..<2 {
      let branch = try block(&graph, input)
      sum = try graph.add(sum, try scaled(&graph, branch, scale))
    }
    return try graph.activation(sum)
  }

  private static func scaled(
    _ graph: inout GraphWriter, _ input: Int, _ scale: Double
  ) throws(NetworkError) -> Int {
    scale == 1 ? input : try graph.layer(.scale(scale), input, .scale)
  }

  private static func blockA(
    _ graph: inout GraphWriter, _ input: Int
  ) throws(NetworkError) -> Int {
    var path0 = try graph.activated(input, 32)
    path0 = try graph.activated(path0, 48, 3)
    path0 = try graph.activated(path0, 64, 3)
    let path1 = try graph.activated(try graph.activated(input, 32), 32, 3)
    let path2 = try graph.activated(input, 32)
    let joined = try graph.concatenate(path0, path1, path2)
    return try graph.normalized(joined, graph.channels(of: input))
  }

  /// An Inception-ResNet-B or -C block.
  ///
  /// Its inner convolutions use the weights of `sources`; where that is empty they have their own,
  /// and `sources` names them afterwards.
  private static func block(
    _ graph: inout GraphWriter, _ input: Int, _ parts: Parts, sharing sources: inout [Int]
  ) throws(NetworkError) -> Int {
    let isFirst = sources.isEmpty
    var current = input
    for (index, step) in parts.path.enumerated() {
      current = try graph.activated(
        current, step.channels, step.kernel, sharing: isFirst ? nil : sources[index])
      // Convolution, normalisation and activation are appended in this order.
      if isFirst { sources.append(current - 2) }
    }
    let short = try graph.activated(
      input, parts.short, sharing: isFirst ? nil : sources[parts.path.count])
    if isFirst { sources.append(short - 2) }
    let joined = try graph.concatenate(current, short)
    return try graph.normalized(joined, graph.channels(of: input))
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
    long = try graph.activated(long, 64, .column7)
    long = try graph.activated(long, 64, .row7)
    long = try graph.activated(long, 96, 3, padding: .valid)
    current = try graph.concatenate(short, long)
    let pool2 = try graph.pooling(.maximum, current, 3, stride: 2, padding: .valid)
    let branch2 = try graph.activated(current, 192, 3, stride: 2, padding: .valid)
    return try graph.concatenate(pool2, branch2)
  }

  private static func reductionA(
    _ graph: inout GraphWriter, _ input: Int
  ) throws(NetworkError) -> Int {
    graph.stage("reductionA")
    var path0 = try graph.activated(input, 256)
    path0 = try graph.activated(path0, 256, 3)
    path0 = try graph.activated(path0, 384, 3, stride: 2, padding: .valid)
    let path1 = try graph.activated(input, 384, 3, stride: 2, padding: .valid)
    let pool = try graph.pooling(.maximum, input, 3, stride: 2, padding: .valid)
    return try graph.concatenate(path0, path1, pool)
  }

  private static func reductionB(
    _ graph: inout GraphWriter, _ input: Int
  ) throws(NetworkError) -> Int {
    graph.stage("reductionB")
    var path0 = try graph.activated(input, 256)
    path0 = try graph.activated(path0, 256, 3)
    path0 = try graph.activated(path0, 256, 3, stride: 2, padding: .valid)
    let path1 = try graph.activated(
      try graph.activated(input, 256), 256, 3, stride: 2, padding: .valid)
    let path2 = try graph.activated(
      try graph.activated(input, 256), 384, 3, stride: 2, padding: .valid)
    let pool = try graph.pooling(.maximum, input, 3, stride: 2, padding: .valid)
    return try graph.concatenate(path0, path1, path2, pool)
  }
}

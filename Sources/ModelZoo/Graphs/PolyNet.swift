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
    let path: [InceptionBranch.Step]
    let short: Int
  }

  private static let partsB = Parts(
    path: [128, .to(160, .row7), .to(192, .column7)], short: 192)
  private static let partsC = Parts(
    path: [192, .to(224, .row3), .to(256, .column3)], short: 192)

  static func network(_ request: NetworkRequest) throws(NetworkError) -> Network {
    var graph = try GraphWriter(request, padding: .symmetric, capacity: 2048)
    var current = try InceptionV4.stem(&graph, .polyNet)
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
    let joined = try graph.concatenate(
      try graph.branches(input, [[32, .to(48, 3), .to(64, 3)], [32, .to(32, 3)], [32]]))
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

  private static func reductionA(
    _ graph: inout GraphWriter, _ input: Int
  ) throws(NetworkError) -> Int {
    graph.stage("reductionA")
    return try graph.inceptionReduction(
      input, [[256, .to(256, 3), .to(384, 3)], [.to(384, 3)]])
  }

  private static func reductionB(
    _ graph: inout GraphWriter, _ input: Int
  ) throws(NetworkError) -> Int {
    graph.stage("reductionB")
    return try graph.inceptionReduction(
      input, [[256, .to(256, 3), .to(256, 3)], [256, .to(256, 3)], [256, .to(384, 3)]])
  }
}

import Networks

/// AlexNet in one column (arXiv:1404.5997), as torchvision builds it.
enum AlexNet {
  static func network(_ request: NetworkRequest) throws(NetworkError) -> Network {
    var graph = try GraphWriter(request, padding: .symmetric, capacity: 32)
    var current = try graph.convolution(
      graph.input, 64, 11, stride: 4, padding: .symmetric(2), bias: true)
    current = try pooled(&graph, try graph.activation(current))
    graph.stage("stage2")
    current = try pooled(
      &graph, try graph.activation(try graph.convolution(current, 192, 5, bias: true)))
    graph.stage("stage3")
    for channels in [384, 256, 256] {
      current = try graph.activation(try graph.convolution(current, channels, 3, bias: true))
    }
    current = try graph.averagePooled(try pooled(&graph, current), to: 6)
    graph.stage("head")
    current = try graph.layer(.flatten, current, .flatten)
    for _ in 0..<2 {
      current = try graph.layer(.dropout(rate: 0.5), current, .dropout)
      current = try graph.activation(try graph.fullyConnected(current, 4096))
    }
    let output = try graph.logits(current, classes: request.classes)
    return try graph.finish(output)
  }

  private static func pooled(
    _ graph: inout GraphWriter, _ input: Int
  ) throws(NetworkError) -> Int {
    try graph.pooling(.maximum, input, 3, stride: 2, padding: .valid)
  }
}

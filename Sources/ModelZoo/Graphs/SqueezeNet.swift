import Networks

/// SqueezeNet (arXiv:1602.07360), versions 1.0 and 1.1: fire modules, poolings that round up, and a
/// convolution for a classifier.
///
/// All convolutions are biased, none normalised.
enum SqueezeNet {
  enum Version: String {
    case v1_0 = "1.0"
    case v1_1 = "1.1"
  }

  /// Squeeze channels of each fire module, which expands them fourfold twice.
  private static let squeezes = [16, 16, 32, 32, 48, 48, 64, 64]

  static func network(
    _ request: NetworkRequest, version: Version
  ) throws(NetworkError) -> Network {
    var graph = try GraphWriter(request, padding: .symmetric, capacity: 96)
    let pooled: [Int]
    var current: Int
    switch version {
    case .v1_0:
      pooled = [0, 3, 7]
      current = try graph.convolution(graph.input, 96, 7, stride: 2, padding: .valid, bias: true)
    case .v1_1:
      pooled = [0, 2, 4]
      current = try graph.convolution(graph.input, 64, 3, stride: 2, padding: .valid, bias: true)
    }
    current = try graph.activation(current)
    for (index, squeeze) in squeezes.enumerated() {
      graph.stage("fire\(index + 2)")
      if pooled.contains(index) {
        current = try graph.pooling(
          .maximum, current, 3, stride: 2, padding: .valid, roundsUp: true)
      }
      current = try fire(&graph, current, squeeze)
    }
    graph.stage("head")
    current = try graph.layer(.dropout(rate: 0.5), current, .dropout)
    current = try graph.convolution(current, request.classes, bias: true, role: .logits)
    current = try graph.layer(.globalAveragePooling, try graph.activation(current), .pooling)
    let output = try graph.layer(.flatten, current, .flatten)
    return try graph.finish(output)
  }

  private static func fire(
    _ graph: inout GraphWriter, _ input: Int, _ squeeze: Int
  ) throws(NetworkError) -> Int {
    let squeezed = try graph.activation(try graph.convolution(input, squeeze, bias: true))
    let narrow = try graph.activation(try graph.convolution(squeezed, 4 * squeeze, bias: true))
    let wide = try graph.activation(try graph.convolution(squeezed, 4 * squeeze, 3, bias: true))
    return try graph.concatenate(narrow, wide)
  }
}

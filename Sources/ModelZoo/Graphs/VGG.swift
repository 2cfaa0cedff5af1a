import Networks

/// VGG (arXiv:1409.1556, Table 1: configurations A, B, D, E): biased 3×3 convolutions, and
/// torchvision's classifier on a map pooled to 7×7.
struct VGG {
  /// Convolutions of each of the five stages.
  var convolutions: [Int]
  var isNormalized: Bool

  static let layouts: [(depth: Int, convolutions: [Int])] = [
    (11, [1, 1, 2, 2, 2]), (13, [2, 2, 2, 2, 2]), (16, [2, 2, 3, 3, 3]), (19, [2, 2, 4, 4, 4]),
  ]

  func network(_ request: NetworkRequest) throws(NetworkError) -> Network {
    var graph = try GraphWriter(request, padding: .symmetric, capacity: 96)
    var current = graph.input
    for (index, channels) in [64, 128, 256, 512, 512].enumerated() {
      if index > 0 { graph.stage("stage\(index + 1)") }
      for _ in 0..<convolutions[index] {
        if isNormalized {
          current = try graph.activated(current, channels, 3, bias: true)
        } else {
          current = try graph.activation(try graph.convolution(current, channels, 3, bias: true))
        }
      }
      current = try graph.pooling(.maximum, current, 2, stride: 2, padding: .valid)
    }
    graph.stage("head")
    current = try graph.layer(.flatten, try graph.averagePooled(current, to: 7), .flatten)
    for _ in 0..<2 {
      current = try graph.activation(try graph.fullyConnected(current, 4096))
      current = try graph.layer(.dropout(rate: 0.5), current, .dropout)
    }
    let output = try graph.logits(current, classes: request.classes)
    return try graph.finish(output)
  }
}

extension GraphWriter {
  /// A map pooled to `side` × `side` pixels as torchvision's `AdaptiveAvgPool2d` does, so that a
  /// fully-connected layer can follow at any resolution; nothing where it has that size.
  mutating func averagePooled(_ input: Int, to side: Int) throws(NetworkError) -> Int {
    let size = shape(of: input)
    guard size.height != side || size.width != side else { return input }
    guard size.height.isMultiple(of: side), size.width.isMultiple(of: side) else {
      return try layer(
        .adaptiveAveragePooling(AdaptivePooling(outputSize: Extent(side))), input, .pooling)
    }
    let window = Extent(height: size.height / side, width: size.width / side)
    return try layer(
      .pooling(Pooling(.average, kernelSize: window, stride: window, padding: .valid)), input,
      .pooling)
  }
}

import Networks

/// SENet-154 (arXiv:1709.01507, appendix): a ResNeXt-152 64×4d with squeeze-and-excitation, a stem
/// of three 3×3 convolutions, first 1×1 convolutions halved, 3×3 projections in stages 3 to 5, and
/// a stem pooling that rounds up instead of padding.
enum SENet154 {
  static func network(_ request: NetworkRequest) throws(NetworkError) -> Network {
    var graph = try GraphWriter(request, padding: .symmetric, capacity: 960)
    var current = try graph.activated(graph.input, 64, 3, stride: 2)
    current = try graph.activated(current, 64, 3)
    current = try graph.activated(current, 128, 3)
    current = try graph.pooling(.maximum, current, 3, stride: 2, padding: .valid, roundsUp: true)
    for (index, repeats) in [3, 8, 36, 3].enumerated() {
      graph.stage("stage\(index + 1)")
      for block in 0..<repeats {
        current = try self.block(
          &graph, current, base: 64 << index, stride: block == 0 && index > 0 ? 2 : 1,
          projection: block > 0 ? nil : index == 0 ? 1 : 3)
      }
    }
    graph.stage("head")
    let output = try graph.classifier(current, classes: request.classes, dropout: 0.2)
    return try graph.finish(output)
  }

  /// One block; `projection` is the kernel of the shortcut's convolution, `nil` for an identity.
  private static func block(
    _ graph: inout GraphWriter, _ input: Int, base: Int, stride: Int, projection: Int?
  ) throws(NetworkError) -> Int {
    var branch = try graph.activated(input, 2 * base)
    branch = try graph.activated(branch, 4 * base, 3, stride: Extent(stride), groups: 64)
    branch = try graph.normalized(branch, 4 * base)
    var shortcut = input
    if let projection {
      shortcut = try graph.normalized(
        input, 4 * base, Extent(projection), stride: Extent(stride))
    }
    let gated = try graph.squeezeExcite(branch, hidden: 4 * base / 16)
    return try graph.activation(try graph.add(gated, shortcut))
  }
}

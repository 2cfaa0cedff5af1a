import Architectures
import Networks

/// GhostNet (arXiv:1911.11907, Table 1): half of each 1×1 convolution's outputs come from a cheap
/// depthwise convolution of the other half.
///
/// Widths are rounded to multiples of 4.
struct GhostNet {
  var width: Double

  private struct Block {
    let kernel: Int
    let expanded: Int
    let channels: Int
    let isSqueezed: Bool
    let stride: Int

    init(_ kernel: Int, _ expanded: Int, _ channels: Int, _ isSqueezed: Bool, _ stride: Int) {
      self.kernel = kernel
      self.expanded = expanded
      self.channels = channels
      self.isSqueezed = isSqueezed
      self.stride = stride
    }
  }

  private static var stages: [[Block]] {
    [
      [Block(3, 16, 16, false, 1)], [Block(3, 48, 24, false, 2)], [Block(3, 72, 24, false, 1)],
      [Block(5, 72, 40, true, 2)], [Block(5, 120, 40, true, 1)], [Block(3, 240, 80, false, 2)],
      [
        Block(3, 200, 80, false, 1), Block(3, 184, 80, false, 1), Block(3, 184, 80, false, 1),
        Block(3, 480, 112, true, 1), Block(3, 672, 112, true, 1),
      ],
      [Block(5, 672, 160, true, 2)],
      [
        Block(5, 960, 160, false, 1), Block(5, 960, 160, true, 1), Block(5, 960, 160, false, 1),
        Block(5, 960, 160, true, 1),
      ],
    ]
  }

  private func rounded(_ channels: Int) -> Int {
    RoundingRules(divisor: 4).channels(Double(channels) * width)
  }

  func network(_ request: NetworkRequest) throws(NetworkError) -> Network {
    var graph = try GraphWriter(request, padding: .symmetric, capacity: 384)
    var current = try graph.activated(graph.input, rounded(16), 3, stride: 2)
    for (index, blocks) in Self.stages.enumerated() {
      graph.stage("stage\(index + 1)")
      for block in blocks {
        current = try self.block(&graph, current, block)
      }
    }
    graph.stage("stage10")
    current = try graph.activated(current, rounded(960))
    graph.stage("head")
    current = try graph.layer(.globalAveragePooling, current, .pooling)
    current = try graph.activation(try graph.convolution(current, 1280, bias: true))
    let output = try graph.logits(current, classes: request.classes, dropout: 0.2)
    return try graph.finish(output)
  }

  private func block(
    _ graph: inout GraphWriter, _ input: Int, _ block: Block
  ) throws(NetworkError) -> Int {
    let expanded = rounded(block.expanded)
    let channels = rounded(block.channels)
    var current = try ghost(&graph, input, expanded, isActivated: true)
    if block.stride > 1 {
      current = try graph.normalized(
        current, expanded, Extent(block.kernel), stride: Extent(block.stride), groups: expanded)
    }
    if block.isSqueezed {
      let hidden = RoundingRules(divisor: 4).channels(Double(expanded) * 0.25)
      current = try graph.squeezeExcite(current, hidden: hidden, gate: .hardSigmoid)
    }
    current = try ghost(&graph, current, channels, isActivated: false)
    var shortcut = input
    let inputChannels = graph.channels(of: input)
    if block.stride > 1 || inputChannels != channels {
      shortcut = try graph.normalized(
        input, inputChannels, Extent(block.kernel), stride: Extent(block.stride),
        groups: inputChannels)
      shortcut = try graph.normalized(shortcut, channels)
    }
    return try graph.add(current, shortcut)
  }

  private func ghost(
    _ graph: inout GraphWriter, _ input: Int, _ channels: Int, isActivated: Bool
  ) throws(NetworkError) -> Int {
    let primaryChannels = (channels + 1) / 2
    var primary = try graph.normalized(input, primaryChannels)
    if isActivated { primary = try graph.activation(primary) }
    var cheap = try graph.normalized(primary, primaryChannels, 3, groups: primaryChannels)
    if isActivated { cheap = try graph.activation(cheap) }
    let both = try graph.concatenate(primary, cheap)
    return channels == 2 * primaryChannels ? both : try graph.slice(both, 0..<channels)
  }
}

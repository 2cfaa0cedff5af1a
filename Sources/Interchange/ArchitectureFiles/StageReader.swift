import Architectures
import Configuration
import Files
import Networks

/// Reads one stage of an architecture file.
struct StageReader {
  let node: ConfigurationNode
  /// `stage 3`, as errors name it.
  let place: String
  /// Channels that the stage receives.
  let inputChannels: Int

  /// The kinds of blocks, as files name them.
  enum Kind: String, CaseIterable {
    case convolution, depthwiseSeparable, mbConv, fusedMBConv, basicResidual, bottleneckResidual
  }

  func stage() throws(FileError) -> Stage {
    guard node.isMapping else {
      return try stage(line: node)
    }
    var map = try node.mapping()
    if let line = map.optional("blocks") {
      let stage = try stage(line: line)
      return try refine(stage, &map)
    }
    let kind: Kind = try map.choice("block")
    let block = try block(kind, &map)
    let kernelSize = try map.integer("kernelSize", default: 3)
    let stride = try map.integer("stride", default: 1)
    let channels = try map.integer("channels")
    let repeats = try map.integer("repeats", default: 1)
    let activation: Activation? = try map.optional("activation")?.choice()
    try map.finish()
    return try located(map, place: place) { () throws(ArchitectureError) in
      try Stage(
        block: block, kernelSize: kernelSize, stride: stride, channels: channels, repeats: repeats,
        activation: activation)
    }
  }

  private func block(
    _ kind: Kind, _ map: inout ConfigurationMapping
  ) throws(FileError) -> Block {
    switch kind {
    case .convolution:
      return .convolution(
        ConvolutionBlock(
          groups: try map.integer("groups", default: 1),
          shortcut: try map.choice("shortcut", default: Shortcut.none)))
    case .depthwiseSeparable:
      return .depthwiseSeparable
    case .mbConv:
      return .mbConv(try mbConv(&map))
    case .fusedMBConv:
      return .fusedMBConv(try mbConv(&map))
    case .basicResidual:
      return .basicResidual(BasicResidual(squeeze: try squeeze(&map)))
    case .bottleneckResidual:
      return .bottleneckResidual(try bottleneck(&map))
    }
  }

  private func mbConv(_ map: inout ConfigurationMapping) throws(FileError) -> MBConv {
    let expansion: Expansion
    if let channels = try map.optional("expansionChannels")?.integer() {
      try exclude("expansionRatio", beside: "expansionChannels", &map)
      expansion = .channels(channels)
    } else {
      expansion = .ratio(try map.number("expansionRatio"))
    }
    return MBConv(
      expansion: expansion, squeeze: try squeeze(&map),
      shortcut: try map.choice("shortcut", default: .identity))
  }

  private func bottleneck(
    _ map: inout ConfigurationMapping
  ) throws(FileError) -> BottleneckResidual {
    let standard = BottleneckResidual()
    let groups: BottleneckResidual.Groups
    if let width = try map.optional("groupWidth")?.integer() {
      try exclude("groups", beside: "groupWidth", &map)
      groups = .width(width)
    } else {
      groups = .count(try map.integer("groups", default: 1))
    }
    let squeeze = try squeeze(&map)
    return BottleneckResidual(
      innerRatio: try map.number("innerRatio", default: standard.innerRatio), groups: groups,
      stridePosition: try map.choice("stridePosition", default: standard.stridePosition),
      squeeze: squeeze,
      squeezePosition: try map.choice("squeezePosition", default: standard.squeezePosition))
  }

  private func squeeze(
    _ map: inout ConfigurationMapping
  ) throws(FileError) -> SqueezeExcitation? {
    guard let ratio = try map.optional("squeezeRatio")?.number() else { return nil }
    return try squeeze(SqueezeExcitation(ratio: ratio), &map)
  }

  private func squeeze(
    _ standard: SqueezeExcitation, _ map: inout ConfigurationMapping
  ) throws(FileError) -> SqueezeExcitation {
    SqueezeExcitation(
      ratio: standard.ratio,
      basis: try map.choice("squeezeBasis", default: standard.basis),
      divisor: try map.integer("squeezeDivisor", default: standard.divisor),
      activation: try map.optional("squeezeActivation")?.choice() ?? standard.activation,
      gate: try map.choice("squeezeGate", default: standard.gate))
  }

  private func exclude(
    _ key: String, beside other: String, _ map: inout ConfigurationMapping
  ) throws(FileError) {
    guard map.optional(key) != nil else { return }
    throw FileError(
      .mismatch, file: node.file, position: map.position(of: key) ?? node.position,
      "\(place): found both \(key) and \(other); expected one of them")
  }

  /// A stage in the one-line notation.
  private func stage(line: ConfigurationNode) throws(FileError) -> Stage {
    let text = try line.string()
    do throws(FileError) {
      return try BlockString.stage(text, inputChannels: inputChannels)
    } catch {
      throw FileError(
        error.reason, file: line.file, position: line.position, "\(place): \(error)")
    }
  }

  /// What the one-line notation leaves to the code that reads it.
  private func refine(
    _ stage: Stage, _ map: inout ConfigurationMapping
  ) throws(FileError) -> Stage {
    var block = stage.block
    switch stage.block {
    case .mbConv(var parts):
      if let standard = parts.squeeze { parts.squeeze = try squeeze(standard, &map) }
      block = .mbConv(parts)
    case .fusedMBConv(var parts):
      if let standard = parts.squeeze { parts.squeeze = try squeeze(standard, &map) }
      block = .fusedMBConv(parts)
    case .convolution, .depthwiseSeparable, .basicResidual, .bottleneckResidual:
      break
    }
    try map.finish()
    return try located(map, place: place) { () throws(ArchitectureError) in
      try stage.with(block: block)
    }
  }
}

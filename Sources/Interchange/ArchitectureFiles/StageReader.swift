package import Architectures
package import Configuration
package import Files
import Networks

/// Reads one stage: of an architecture file, or of a search space once its choices are made.
package struct StageReader {
  let node: ConfigurationNode
  /// `stage 3`, as errors name it.
  let place: String
  /// Channels that the stage receives; `nil` where that is not known.
  let inputChannels: Int?
  /// Which class of timm's a line is for.
  let builder: TimmBuilder

  /// - Parameters:
  ///   - node: The stage's keys, or its line in a one-line notation.
  ///   - place: `stage 3`, as errors name it.
  ///   - inputChannels: Channels that the stage receives, which a line is checked against; `nil`
  ///     where that is not known.
  ///   - builder: Which class of timm's a line is for.
  package init(
    node: ConfigurationNode, place: String, inputChannels: Int?,
    builder: TimmBuilder = .efficientNet
  ) {
    self.node = node
    self.place = place
    self.inputChannels = inputChannels
    self.builder = builder
  }

  /// The kinds of blocks, as files name them.
  enum Kind: String, CaseIterable {
    case convolution, depthwiseSeparable, mbConv, fusedMBConv, universalBottleneck
    case basicResidual, bottleneckResidual
  }

  func stage() throws(FileError) -> Stage {
    guard node.isMapping else {
      return try stage(line: node)
    }
    var map = try node.mapping()
    return try stage(&map) { map throws(FileError) in try map.finish() }
  }

  /// The stage that one combination of a space's choices gives, and the keys that it was asked for.
  ///
  /// Keys that this kind of block has no use for are passed over: they belong to other choices.
  ///
  /// - Throws: `FileError` at the value that cannot be.
  package func chosenStage() throws(FileError) -> (stage: Stage, asked: [String]) {
    var map = try node.mapping()
    let stage = try stage(&map) { _ throws(FileError) in }
    return (stage, map.asked)
  }

  /// - Parameters:
  ///   - map: The stage's keys; those that are read are taken out.
  ///   - finish: What is to be said of keys that nothing has asked for.
  /// - Returns: The stage.
  /// - Throws: `FileError` at the value that is wrong.
  private func stage(
    _ map: inout ConfigurationMapping,
    finish: (ConfigurationMapping) throws(FileError) -> Void
  ) throws(FileError) -> Stage {
    if let line = map.optional("blocks") {
      let stage = try refine(try stage(line: line), &map)
      try finish(map)
      return try located(map, place: place) { () throws(ArchitectureError) in
        try stage.stage.with(block: stage.block)
      }
    }
    let kind: Kind = try map.choice("block")
    let block = try block(kind, &map)
    let kernelSizes = try kernelSizes(&map)
    let stride = try map.integer("stride", default: 1)
    let channels = try map.integer("channels")
    let repeats = try map.integer("repeats", default: 1)
    let activation: Activation? = try map.optional("activation")?.choice()
    try finish(map)
    return try located(map, place: place) { () throws(ArchitectureError) in
      try Stage(
        block: block, kernelSizes: kernelSizes, stride: stride, channels: channels,
        repeats: repeats,
        activation: activation)
    }
  }

  /// One size, or several as `3+5+7`; a list would be a choice in a search space, and `3.5` a number.
  private func kernelSizes(_ map: inout ConfigurationMapping) throws(FileError) -> [Int] {
    guard let node = map.optional("kernelSize") else { return [3] }
    guard let text = try? node.string(), text.contains("+") else { return [try node.integer()] }
    let sizes = text.split(separator: "+", omittingEmptySubsequences: false).map {
      BlockTokens.wholeNumber($0)
    }
    guard !sizes.contains(nil) else {
      throw node.failure(
        "found '\(text.prefix(60))'; expected a whole number, or several such as 3+5+7",
        reason: .wrongType)
    }
    return sizes.compactMap { $0 }
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
      return .depthwiseSeparable(
        DepthwiseSeparable(
          squeeze: try squeeze(&map),
          projectionShares: try map.integer("projectionShares", default: 1)))
    case .mbConv:
      return .mbConv(try mbConv(&map))
    case .fusedMBConv:
      return .fusedMBConv(try mbConv(&map))
    case .universalBottleneck:
      return .universalBottleneck(
        UniversalBottleneck(
          expansion: try expansion(&map),
          startKernelSize: try map.integer("startKernelSize", default: 0),
          endKernelSize: try map.integer("endKernelSize", default: 0),
          squeeze: try squeeze(&map), shortcut: try map.choice("shortcut", default: .identity)))
    case .basicResidual:
      return .basicResidual(BasicResidual(squeeze: try squeeze(&map)))
    case .bottleneckResidual:
      return .bottleneckResidual(try bottleneck(&map))
    }
  }

  private func mbConv(_ map: inout ConfigurationMapping) throws(FileError) -> MBConv {
    MBConv(
      expansion: try expansion(&map), squeeze: try squeeze(&map),
      shortcut: try map.choice("shortcut", default: .identity),
      keepsExpansion: try map.boolean("keepsExpansion", default: false),
      expansionShares: try map.integer("expansionShares", default: 1),
      projectionShares: try map.integer("projectionShares", default: 1))
  }

  private func expansion(_ map: inout ConfigurationMapping) throws(FileError) -> Expansion {
    guard let channels = try map.optional("expansionChannels")?.integer() else {
      return .ratio(try map.number("expansionRatio"))
    }
    try exclude("expansionRatio", beside: "expansionChannels", &map)
    return .channels(channels)
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
      return try BlockString.stage(text, inputChannels: inputChannels, builder: builder)
    } catch {
      throw FileError(
        error.reason, file: line.file, position: line.position, "\(place): \(error)")
    }
  }

  /// Refuses a line of timm's with squeeze-and-excitation in a network of hard swishes, of which
  /// nothing says whose it is: in timm such networks are MobileNetV3's, where the same string means
  /// another gate than EfficientNet's.
  ///
  /// - Throws: `FileError` with what can be said.
  package func requireSqueezeSettled() throws(FileError) {
    guard leavesSqueezeOpen else { return }
    throw FileError(
      .mismatch, file: node.file, position: node.position,
      "\(place): what 'se' means in a string of timm's beside hardSwish is open: a share of "
        + "the expanded channels with a hard sigmoid in its MobileNetV3, of the block's input with a "
        + "sigmoid in its EfficientNet; add 'blockStrings: mobilenetv3' or 'blockStrings: "
        + "efficientnet' to the file")
  }

  /// Whether this is a line of timm's with squeeze-and-excitation, and nothing beside it says what
  /// its ratio is a share of.
  private var leavesSqueezeOpen: Bool {
    var line = node
    if var map = try? node.mapping() {
      guard map.optional("squeezeBasis") == nil, let blocks = map.optional("blocks") else {
        return false
      }
      line = blocks
    }
    guard let text = try? line.string(), var tokens = try? BlockTokens(text) else { return false }
    return tokens.kind != nil && tokens.optional("se") != nil
  }

  /// What the one-line notation leaves to the code that reads it.
  private func refine(
    _ stage: Stage, _ map: inout ConfigurationMapping
  ) throws(FileError) -> (stage: Stage, block: Block) {
    var block = stage.block
    switch stage.block {
    case .mbConv(var parts):
      if let standard = parts.squeeze { parts.squeeze = try squeeze(standard, &map) }
      block = .mbConv(parts)
    case .fusedMBConv(var parts):
      if let standard = parts.squeeze { parts.squeeze = try squeeze(standard, &map) }
      block = .fusedMBConv(parts)
    case .universalBottleneck(var parts):
      if let standard = parts.squeeze { parts.squeeze = try squeeze(standard, &map) }
      block = .universalBottleneck(parts)
    case .depthwiseSeparable(var parts):
      if let standard = parts.squeeze { parts.squeeze = try squeeze(standard, &map) }
      block = .depthwiseSeparable(parts)
    case .convolution, .basicResidual, .bottleneckResidual:
      break
    }
    return (stage, block)
  }
}

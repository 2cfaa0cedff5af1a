import Architectures
import Files
import Networks

/// Block strings of the TensorFlow code.
struct TensorFlowBlock {
  var tokens: BlockTokens
  let inputChannels: Int?

  init(tokens: BlockTokens, inputChannels: Int?) {
    self.tokens = tokens
    self.inputChannels = inputChannels
  }

  func stage() throws(FileError) -> Stage {
    var tokens = tokens
    let repeats = try tokens.integer("r", "repeats")
    let kernelSize = try tokens.integer("k", "kernel size")
    let stride = try stride(&tokens)
    let expansion = try tokens.integer("e", "expansion ratio")
    let input = try tokens.integer("i", "input channels")
    let channels = try tokens.integer("o", "output channels")
    let squeezeRatio = try tokens.number("se", "squeeze ratio")
    let hasNoShortcut = try tokens.flag("noskip")
    let kind = try tokens.integer("c", "0 for MBConv, 1 for fused MBConv", default: 0)
    try tokens.finish()
    var parts = MBConv(
      expansion: .ratio(Double(expansion)),
      squeeze: squeezeRatio.flatMap { $0 == 0 ? nil : SqueezeExcitation(ratio: $0) },
      shortcut: hasNoShortcut ? .none : .identity)
    if let inputChannels, inputChannels != input {
      guard kind == 1, hasNoShortcut, input > 0 else {
        throw tokens.failure(
          "i\(input), and the stage before puts out \(inputChannels) channels; expected the same "
            + "(a fused block without shortcut, c1 and noskip, may name others)", .mismatch)
      }
      try expand(
        named: input, arriving: inputChannels, ratio: expansion, channels: channels,
        repeats: repeats, &parts)
    }
    let block: Block
    switch kind {
    case 0: block = .mbConv(parts)
    case 1: block = .fusedMBConv(parts)
    case let other:
      throw tokens.failure("c\(other); expected c0 (MBConv) or c1 (fused MBConv)", .outOfRange)
    }
    return try tokens.stage(
      block, kernelSizes: [kernelSize], stride: stride, channels: channels, repeats: repeats)
  }

  /// The code expands the channels that a string names, whichever arrive: EfficientNet-EdgeTPU's
  /// first block names 24 where the stem puts out 32.
  private func expand(
    named input: Int, arriving: Int, ratio: Int, channels: Int, repeats: Int, _ parts: inout MBConv
  ) throws(FileError) {
    guard repeats == 1 || input == channels else {
      throw tokens.failure(
        "i\(input) and o\(channels), and the stage before puts out \(arriving) channels: the "
          + "blocks differ in their inner width; expected a stage for each", .mismatch)
    }
    if let squeeze = parts.squeeze {
      let theirs = squeeze.hiddenChannels(input: input, gated: input)
      let ours = squeeze.hiddenChannels(input: arriving, gated: arriving)
      guard theirs == ours else {
        throw tokens.failure(
          "se\(YAMLText.number(squeeze.ratio)) of i\(input) is \(theirs), and of the \(arriving) "
            + "channels that the stage before puts out \(ours); write the stage as a mapping",
          .mismatch)
      }
    }
    let (inner, isTooLarge) = input.multipliedReportingOverflow(by: ratio)
    guard ratio != 1, !isTooLarge else { return }
    parts.expansion = .channels(inner)
    // The code asks for the ratio, not whether the width changes.
    parts.keepsExpansion = inner == arriving
  }

  /// `s22` says height and width; EfficientNetV2's code writes `s2`.
  private func stride(_ tokens: inout BlockTokens) throws(FileError) -> Int {
    guard let digits = tokens.optional("s") else {
      throw tokens.failure("no 's' (stride); expected 's' and one or two digits", .missing)
    }
    let sides = digits.compactMap(\.wholeNumberValue)
    guard sides.count == digits.count, let first = sides.first, sides.count <= 2,
      sides.allSatisfy({ $0 == first })
    else {
      throw tokens.failure("found 's\(digits)'; expected one digit, or the same one twice")
    }
    return first
  }

  static func text(of stage: Stage, inputChannels: Int) throws(FileError) -> String {
    let notation = "TensorFlow"
    let parts: MBConv
    let isFused: Bool
    switch stage.block {
    case .mbConv(let mbConv): (parts, isFused) = (mbConv, false)
    case .fusedMBConv(let mbConv): (parts, isFused) = (mbConv, true)
    case .convolution, .depthwiseSeparable, .universalBottleneck, .basicResidual,
      .bottleneckResidual:
      throw BlockString.inexpressible("blocks other than MBConv and fused MBConv", in: notation)
    }
    guard stage.mixedKernelSizes.isEmpty, parts.expansionShares == 1, parts.projectionShares == 1
    else {
      throw BlockString.inexpressible("convolutions on shares of the channels", in: notation)
    }
    guard stage.activation == nil else {
      throw BlockString.inexpressible("an activation", in: notation)
    }
    guard stage.stride <= 9 else {
      throw BlockString.inexpressible("a stride above 9", in: notation)
    }
    let (ratio, input) = try expansion(
      parts, isFused: isFused, stage: stage, inputChannels: inputChannels)
    var words = [
      "r\(stage.repeats)", "k\(stage.kernelSize)", "s\(stage.stride)\(stage.stride)",
      "e\(YAMLText.number(ratio))", "i\(input)", "o\(stage.channels)",
    ]
    if let squeeze = try BlockString.squeezeRatio(parts.squeeze, notation: notation) {
      words.append("se\(YAMLText.number(squeeze))")
    }
    switch parts.shortcut {
    case .identity: break
    case .none: words.append("noskip")
    case .pool: throw BlockString.inexpressible("a pooled shortcut", in: notation)
    }
    if isFused { words.append("c1") }
    return words.joined(separator: "_")
  }

  /// The ratio, and the channels to expand: those that arrive, or, in a fused block without
  /// shortcut, the output's.
  private static func expansion(
    _ parts: MBConv, isFused: Bool, stage: Stage, inputChannels: Int
  ) throws(FileError) -> (ratio: Double, input: Int) {
    guard !parts.keepsExpansion else {
      throw BlockString.inexpressible(
        "that an expanding convolution is kept where the width stays", in: "TensorFlow")
    }
    switch parts.expansion {
    case .ratio(let ratio) where ratio == ratio.rounded():
      return (ratio, inputChannels)
    case .channels(let inner)
    where isFused && parts.shortcut == .none && inner.isMultiple(of: stage.channels)
      && inner > stage.channels && inputChannels != stage.channels:
      return (Double(inner / stage.channels), stage.channels)
    case .ratio, .channels:
      throw BlockString.inexpressible("an expansion that is no whole ratio", in: "TensorFlow")
    }
  }
}

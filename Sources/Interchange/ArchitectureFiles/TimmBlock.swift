import Architectures
import Files
import Networks

/// Block strings of timm.
struct TimmBlock {
  let kind: String
  var tokens: BlockTokens
  let inputChannels: Int?
  let builder: TimmBuilder

  /// Activations as `n` and two letters.
  private static let activations: [(word: String, activation: Activation)] = [
    ("re", .relu), ("r6", .relu6), ("hs", .hardSwish), ("sw", .silu),
  ]

  func stage() throws(FileError) -> Stage {
    var tokens = tokens
    let repeats = try tokens.integer("r", "repeats")
    let kernelSize = try tokens.integer("k", "kernel size")
    let stride = try tokens.integer("s", "stride")
    let channels = try tokens.integer("c", "output channels")
    let activation = try activation(&tokens)
    let block = try block(&tokens, channels: channels, repeats: repeats)
    try tokens.finish()
    return try tokens.stage(
      block, kernelSize: kernelSize, stride: stride, channels: channels, repeats: repeats,
      activation: activation)
  }

  private func activation(_ tokens: inout BlockTokens) throws(FileError) -> Activation? {
    guard let word = tokens.optional("n") else { return nil }
    guard let found = Self.activations.first(where: { $0.word == word }) else {
      throw tokens.failure(
        "activation 'n\(word)' is not known; expected one of nre, nr6, nhs, nsw", .unknownName)
    }
    return found.activation
  }

  private func block(
    _ tokens: inout BlockTokens, channels: Int, repeats: Int
  ) throws(FileError) -> Block {
    switch kind {
    case "ir":
      return .mbConv(try mbConv(&tokens, channels: channels, repeats: repeats))
    case "er":
      return .fusedMBConv(try mbConv(&tokens, channels: channels, repeats: repeats))
    case "ds":
      try requireNoExpansion(&tokens)
      let squeeze = try squeeze(&tokens, channels: channels, repeats: repeats)
      return .mbConv(
        MBConv(expansion: .ratio(1), squeeze: squeeze, shortcut: try shortcut(&tokens)))
    case "dsa":
      try requireNoExpansion(&tokens)
      _ = try tokens.flag("noskip")
      return .depthwiseSeparable
    case "cn":
      try requireNoExpansion(&tokens)
      _ = try tokens.flag("noskip")
      return .convolution(
        ConvolutionBlock(shortcut: try tokens.flag("skip") ? .identity : .none))
    case "uir", "mha", "mqa":
      throw tokens.failure(
        "blocks of kind '\(kind)' (MobileNetV4) are not supported; expected ir, er, ds, dsa or cn",
        .unknownName)
    default:
      throw tokens.failure(
        "kind of block '\(kind)' is not known; expected ir, er, ds, dsa or cn", .unknownName)
    }
  }

  private func mbConv(
    _ tokens: inout BlockTokens, channels: Int, repeats: Int
  ) throws(FileError) -> MBConv {
    guard let ratio = try tokens.number("e", "expansion ratio") else {
      throw tokens.failure("no 'e' (expansion ratio); expected 'e' and a number", .missing)
    }
    guard ratio != 1 else {
      let instead = kind == "ir" ? "ds" : "cn with skip"
      throw tokens.failure(
        "e1 in '\(kind)' means a second convolution of the same width in timm, and none here; "
          + "use \(instead) for a block without expansion", .mismatch)
    }
    guard ratio > 0, ratio <= 1024 else {
      throw tokens.failure("e\(ratio); expected above 0, up to 1024", .outOfRange)
    }
    let expansion = try expansion(ratio, &tokens, channels: channels, repeats: repeats)
    let squeeze = try squeeze(&tokens, channels: channels, repeats: repeats)
    return MBConv(expansion: expansion, squeeze: squeeze, shortcut: try shortcut(&tokens))
  }

  /// timm rounds the expanded width to a multiple of eight; here it is the plain product.
  private func expansion(
    _ ratio: Double, _ tokens: inout BlockTokens, channels: Int, repeats: Int
  ) throws(FileError) -> Expansion {
    let rounding = RoundingRules.tensorFlow
    if kind == "er" {
      let forced = try tokens.integer("fc", "input channels to expand", default: 0)
      if (1...NetworkLimits.channels).contains(forced) {
        return .channels(rounding.channels(Double(forced) * ratio))
      }
    }
    for input in inputs(channels: channels, repeats: repeats) {
      let theirs = rounding.channels(Double(input) * ratio)
      let ours = Expansion.ratio(ratio).innerChannels(input: input)
      guard theirs != ours else { continue }
      guard repeats == 1 else {
        throw tokens.failure(
          "e\(YAMLText.number(ratio)) of \(input) channels is \(ours), which timm rounds to "
            + "\(theirs); write each width as a stage of its own, with expansionChannels", .mismatch
        )
      }
      return .channels(theirs)
    }
    return .ratio(ratio)
  }

  private func squeeze(
    _ tokens: inout BlockTokens, channels: Int, repeats: Int
  ) throws(FileError) -> SqueezeExcitation? {
    guard let ratio = try tokens.number("se", "squeeze ratio"), ratio != 0 else { return nil }
    guard ratio > 0, ratio <= 1024 else {
      throw tokens.failure("se\(ratio); expected above 0, up to 1024", .outOfRange)
    }
    guard builder == .efficientNet else {
      return SqueezeExcitation(
        ratio: ratio, basis: .gated, divisor: 8, activation: .relu, gate: .hardSigmoid)
    }
    let squeeze = SqueezeExcitation(ratio: ratio)
    for input in inputs(channels: channels, repeats: repeats) {
      let theirs = Int((Double(input) * ratio).rounded(.toNearestOrEven))
      let ours = squeeze.hiddenChannels(input: input, gated: input)
      guard theirs == ours else {
        throw tokens.failure(
          "se\(YAMLText.number(ratio)) of \(input) channels is \(theirs) as timm rounds and "
            + "\(ours) here; write the stage as a mapping, with a ratio that gives \(theirs)",
          .mismatch)
      }
    }
    return squeeze
  }

  /// Input channels of the stage's blocks, where they are known and in range.
  private func inputs(channels: Int, repeats: Int) -> [Int] {
    guard let inputChannels else { return [] }
    let inputs = repeats > 1 ? [inputChannels, channels] : [inputChannels]
    return inputs.filter { (1...NetworkLimits.channels).contains($0) }
  }

  private func shortcut(_ tokens: inout BlockTokens) throws(FileError) -> Shortcut {
    let isLeftOut = try tokens.flag("noskip")
    _ = try tokens.flag("skip")
    return isLeftOut ? .none : .identity
  }

  private func requireNoExpansion(_ tokens: inout BlockTokens) throws(FileError) {
    guard let ratio = try tokens.number("e", "expansion ratio"), ratio != 1 else { return }
    throw tokens.failure(
      "e\(YAMLText.number(ratio)) in '\(kind)', which has no expansion; expected e1 or none",
      .mismatch)
  }
}

extension TimmBlock {
  static func text(of stage: Stage) throws(FileError) -> String {
    let notation = "timm"
    var words = ["r\(stage.repeats)", "k\(stage.kernelSize)", "s\(stage.stride)"]
    let end = ["c\(stage.channels)"]
    switch stage.block {
    case .mbConv(let parts):
      words.insert(parts.expansion == .ratio(1) ? "ds" : "ir", at: 0)
      words += try expansion(parts) + end + tail(parts)
    case .fusedMBConv(let parts):
      guard parts.expansion != .ratio(1) else {
        throw BlockString.inexpressible(
          "a fused MBConv without expansion, other than as a convolution block", in: notation)
      }
      words.insert("er", at: 0)
      words += try expansion(parts) + end + tail(parts)
    case .depthwiseSeparable:
      words = ["dsa"] + words + end
    case .convolution(let parts):
      guard parts.groups == 1 else {
        throw BlockString.inexpressible("groups", in: notation)
      }
      words = ["cn"] + words + end
      switch parts.shortcut {
      case .none: break
      case .identity: words.append("skip")
      case .pool: throw BlockString.inexpressible("a pooled shortcut", in: notation)
      }
    case .basicResidual, .bottleneckResidual:
      throw BlockString.inexpressible("residual blocks", in: notation)
    }
    if let activation = stage.activation {
      guard let known = activations.first(where: { $0.activation == activation }) else {
        throw BlockString.inexpressible("the activation \(activation.rawValue)", in: notation)
      }
      words.append("n\(known.word)")
    }
    return words.joined(separator: "_")
  }

  private static func expansion(_ parts: MBConv) throws(FileError) -> [String] {
    switch parts.expansion {
    case .ratio(1): return []
    case .ratio(let ratio): return ["e\(YAMLText.number(ratio))"]
    case .channels: throw BlockString.inexpressible("an expansion in channels", in: "timm")
    }
  }

  private static func tail(_ parts: MBConv) throws(FileError) -> [String] {
    var words: [String] = []
    if let squeeze = try BlockString.squeezeRatio(parts.squeeze, notation: "timm") {
      words.append("se\(YAMLText.number(squeeze))")
    }
    switch parts.shortcut {
    case .identity: break
    case .none: words.append("noskip")
    case .pool: throw BlockString.inexpressible("a pooled shortcut", in: "timm")
    }
    return words
  }
}

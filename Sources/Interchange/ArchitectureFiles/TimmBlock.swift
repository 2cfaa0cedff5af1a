import Architectures
import Files
import Networks

/// Block strings of timm.
struct TimmBlock {
  let kind: String
  var tokens: BlockTokens
  let inputChannels: Int?
  let builder: TimmBuilder

  /// How timm rounds every width.
  static let rounding = RoundingRules.tensorFlow

  /// Activations as `n` and two letters.
  static let activations: [(word: String, activation: Activation)] = [
    ("re", .relu), ("r6", .relu6), ("hs", .hardSwish), ("sw", .silu),
  ]

  func stage() throws(FileError) -> Stage {
    var tokens = tokens
    let repeats = try tokens.integer("r", "repeats")
    let kernelSizes = try kernelSizes(&tokens)
    let stride = try tokens.integer("s", "stride")
    let channels = try channels(&tokens)
    let activation = try activation(&tokens)
    let block = try block(&tokens, channels: channels, repeats: repeats)
    try tokens.finish()
    return try tokens.stage(
      block, kernelSizes: kernelSizes, stride: stride, channels: channels, repeats: repeats,
      activation: activation)
  }

  /// `k3`, or `k3.5.7` for three shares of the channels.
  private func kernelSizes(_ tokens: inout BlockTokens) throws(FileError) -> [Int] {
    guard tokens.value(of: "k")?.contains(".") == true else {
      return [try tokens.integer("k", "kernel size")]
    }
    return try tokens.integers("k", "kernel size") ?? []
  }

  /// timm rounds the output channels of every block.
  private func channels(_ tokens: inout BlockTokens) throws(FileError) -> Int {
    let channels = try tokens.integer("c", "output channels")
    guard (1...NetworkLimits.channels).contains(channels) else { return channels }
    let theirs = Self.rounding.channels(Double(channels))
    guard theirs == channels else {
      throw tokens.failure(
        "c\(channels), which timm rounds to \(theirs); expected c\(theirs), or the stage as a "
          + "mapping", .mismatch)
    }
    return channels
  }

  /// Into how many shares a pointwise convolution falls: `a1.1` says two.
  private func shares(
    _ key: String, _ meaning: String, _ tokens: inout BlockTokens
  ) throws(FileError) -> Int {
    guard let sizes = try tokens.integers(key, "kernel size of the \(meaning)") else { return 1 }
    guard sizes.allSatisfy({ $0 == 1 }) else {
      throw tokens.failure(
        "\(key)\(sizes.map(String.init).joined(separator: ".")): the \(meaning) is not 1×1, which a stage "
          + "cannot say; expected \(key)1, \(key)1.1 and so on, or none",
        .mismatch)
    }
    return sizes.count
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
    case "uir":
      return .universalBottleneck(
        try universalBottleneck(&tokens, channels: channels, repeats: repeats))
    case "er":
      return .fusedMBConv(try mbConv(&tokens, channels: channels, repeats: repeats))
    case "ds":
      try requireNoExpansion(&tokens)
      let squeeze = try plainSqueeze(&tokens, channels: channels, repeats: repeats)
      return .mbConv(
        MBConv(
          expansion: .ratio(1), squeeze: squeeze, shortcut: try shortcut(&tokens),
          projectionShares: try shares("p", "projection", &tokens)))
    case "dsa":
      try requireNoExpansion(&tokens)
      _ = try tokens.flag("noskip")
      return .depthwiseSeparable(
        DepthwiseSeparable(
          squeeze: try plainSqueeze(&tokens, channels: channels, repeats: repeats),
          projectionShares: try shares("p", "projection", &tokens)))
    case "cn":
      try requireNoExpansion(&tokens)
      _ = try tokens.flag("noskip")
      return .convolution(
        ConvolutionBlock(shortcut: try tokens.flag("skip") ? .identity : .none))
    case "mha", "mqa":
      throw tokens.failure(
        "attention blocks '\(kind)' (MobileNetV4's hybrids) cannot be said by a stage; expected "
          + Self.kinds,
        .unknownName)
    default:
      throw tokens.failure(
        "kind of block '\(kind)' is not known; expected \(Self.kinds)", .unknownName)
    }
  }

  private static let kinds = "ir, uir, er, ds, dsa or cn"

  private func universalBottleneck(
    _ tokens: inout BlockTokens, channels: Int, repeats: Int
  ) throws(FileError) -> UniversalBottleneck {
    let start = try tokens.integer("a", "kernel size before the expansion", default: 0)
    let end = try tokens.integer("p", "kernel size behind the projection", default: 0)
    let ratio = try expansionRatio(&tokens)
    let widths = widths(channels: channels, repeats: repeats, ratio: ratio, forced: 0)
    return UniversalBottleneck(
      expansion: try expansion(ratio, tokens, widths, repeats: repeats, forced: 0),
      startKernelSize: start, endKernelSize: end,
      squeeze: try squeeze(&tokens, widths, ratio: ratio), shortcut: try shortcut(&tokens))
  }

  private func expansionRatio(_ tokens: inout BlockTokens) throws(FileError) -> Double {
    guard let ratio = try tokens.number("e", "expansion ratio") else {
      throw tokens.failure("no 'e' (expansion ratio); expected 'e' and a number", .missing)
    }
    guard ratio > 0, ratio <= 1024 else {
      throw tokens.failure("e\(ratio); expected above 0, up to 1024", .outOfRange)
    }
    return ratio
  }

  private func mbConv(
    _ tokens: inout BlockTokens, channels: Int, repeats: Int
  ) throws(FileError) -> MBConv {
    let ratio = try expansionRatio(&tokens)
    let forced =
      kind == "er"
      ? try tokens.integer("fc", "input channels to expand", default: 0) : 0
    let widths = widths(channels: channels, repeats: repeats, ratio: ratio, forced: forced)
    let expansion = try expansion(ratio, tokens, widths, repeats: repeats, forced: forced)
    return MBConv(
      expansion: expansion, squeeze: try squeeze(&tokens, widths, ratio: ratio),
      shortcut: try shortcut(&tokens),
      // timm's blocks expand at every ratio.
      keepsExpansion: widths.contains { expansion.innerChannels(input: $0.input) == $0.input }
        || expansion == .ratio(1),
      expansionShares: kind == "ir" ? try shares("a", "expansion", &tokens) : 1,
      projectionShares: try shares("p", "projection", &tokens))
  }

  /// timm rounds the expanded width to a multiple of eight; here it is the plain product.
  private func expansion(
    _ ratio: Double, _ tokens: BlockTokens, _ widths: [(input: Int, inner: Int)], repeats: Int,
    forced: Int
  ) throws(FileError) -> Expansion {
    if forced != 0 {
      guard (1...NetworkLimits.channels).contains(forced) else {
        throw tokens.failure(
          "fc\(forced); expected up to \(NetworkLimits.channels)", .outOfRange)
      }
      return .channels(Self.innerChannels(forced: forced, ratio: ratio))
    }
    for (input, theirs) in widths {
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

  /// Inner channels of a block whose string names the channels to expand, in place of those that
  /// arrive: TensorFlow's rule, where EfficientNet-EdgeTPU's first block names others.
  static func innerChannels(forced: Int, ratio: Double) -> Int {
    rounding.channels(Double(rounding.channels(Double(forced))) * ratio)
  }

  /// Squeeze-and-excitation of a block without expansion.
  private func plainSqueeze(
    _ tokens: inout BlockTokens, channels: Int, repeats: Int
  ) throws(FileError) -> SqueezeExcitation? {
    let widths = inputs(channels: channels, repeats: repeats).map { (input: $0, inner: $0) }
    return try squeeze(&tokens, widths, ratio: 1)
  }

  /// - Parameters:
  ///   - tokens: The line.
  ///   - widths: Input and inner channels of the stage's blocks, where they are known.
  ///   - expansionRatio: What timm divides the squeeze ratio by, to apply it to inner channels.
  /// - Returns: The gate; `nil` for none.
  /// - Throws: `FileError` where timm's rounding shows.
  private func squeeze(
    _ tokens: inout BlockTokens, _ widths: [(input: Int, inner: Int)], ratio expansionRatio: Double
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
    for (input, inner) in widths {
      let theirs = Int((Double(inner) * (ratio / expansionRatio)).rounded(.toNearestOrEven))
      let ours = squeeze.hiddenChannels(input: input, gated: inner)
      guard theirs == ours else {
        throw tokens.failure(
          "se\(YAMLText.number(ratio)) of \(input) channels is \(theirs) as timm rounds and "
            + "\(ours) here; write the stage as a mapping, with a ratio that gives \(theirs)",
          .mismatch)
      }
    }
    return squeeze
  }

  /// Input and inner channels, as timm has them, of the stage's blocks, where they are known.
  private func widths(
    channels: Int, repeats: Int, ratio: Double, forced: Int
  ) -> [(input: Int, inner: Int)] {
    inputs(channels: channels, repeats: repeats).map { input in
      let isForced = (1...NetworkLimits.channels).contains(forced)
      let inner =
        isForced
        ? Self.innerChannels(forced: forced, ratio: ratio)
        : Self.rounding.channels(Double(input) * ratio)
      return (input, inner)
    }
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
    if kind.hasPrefix("ds"), let value = tokens.optional("a"), value != "1" {
      throw tokens.failure(
        "a\(value) in '\(kind)', which has no expansion; expected a1 or none", .mismatch)
    }
    guard let ratio = try tokens.number("e", "expansion ratio"), ratio != 1 else { return }
    throw tokens.failure(
      "e\(YAMLText.number(ratio)) in '\(kind)', which has no expansion; expected e1 or none",
      .mismatch)
  }
}

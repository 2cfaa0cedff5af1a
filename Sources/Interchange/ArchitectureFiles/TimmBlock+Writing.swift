import Architectures
import Files
import Networks

extension TimmBlock {
  private static let notation = "timm"

  /// A stage as a string, whatever its blocks receive.
  ///
  /// - Parameters:
  ///   - stage: The stage.
  ///   - checksWidth: Whether widths that timm would round are refused.
  ///   - common: The network's activation, which needs no word; `nil` to say every one that is stated.
  /// - Returns: The string.
  /// - Throws: `FileError` with what the notation has no words for.
  static func text(of stage: Stage, checksWidth: Bool = true, beside common: Activation? = nil)
    throws(FileError) -> String
  {
    var words = ["r\(stage.repeats)"] + kernels(of: stage) + ["s\(stage.stride)"]
    let rounded = rounding.channels(Double(stage.channels))
    guard !checksWidth || rounded == stage.channels else {
      throw BlockString.inexpressible(
        "\(stage.channels) channels, which its code rounds to \(rounded)", in: notation)
    }
    let end = ["c\(stage.channels)"]
    switch stage.block {
    case .mbConv(let parts):
      let isPlain = parts.expansion == .ratio(1) && !parts.keepsExpansion
      guard !isPlain || parts.expansionShares == 1 else {
        throw BlockString.inexpressible("shares of an expansion that is not there", in: notation)
      }
      words.insert(isPlain ? "ds" : "ir", at: 0)
      words += isPlain ? [] : [try expansion(parts)]
      words += end + (try tail(parts))
    case .fusedMBConv(let parts):
      guard parts.expansion != .ratio(1) || parts.keepsExpansion else {
        throw BlockString.inexpressible(
          "a fused MBConv without expansion, other than as a convolution block", in: notation)
      }
      words.insert("er", at: 0)
      if case .channels(let inner) = parts.expansion, !parts.keepsExpansion {
        words += try forcedExpansion(inner, of: stage) + tail(parts)
      } else {
        words += [try expansion(parts)] + end + (try tail(parts))
      }
    case .universalBottleneck(let parts):
      guard case .ratio(let ratio) = parts.expansion else {
        throw BlockString.inexpressible("an expansion in channels", in: notation)
      }
      words.insert("uir", at: 0)
      words += ["e\(YAMLText.number(ratio))"] + end
      words += try tail(squeeze: parts.squeeze, shortcut: parts.shortcut)
    case .depthwiseSeparable(let parts):
      words = ["dsa"] + words + end + (try squeeze(parts.squeeze))
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
    if let activation = stage.activation, activation != common {
      guard let known = activations.first(where: { $0.activation == activation }) else {
        throw BlockString.inexpressible("the activation \(activation.rawValue)", in: notation)
      }
      words.append("n\(known.word)")
    }
    return words.joined(separator: "_")
  }

  /// Kernel sizes in the order of timm's own strings: `k3.5_a1.1_p1.1`, and `a3_k5_p3` of a `uir`.
  private static func kernels(of stage: Stage) -> [String] {
    let sizes = "k" + stage.kernelSizes.map(String.init).joined(separator: ".")
    switch stage.block {
    case .mbConv(let parts), .fusedMBConv(let parts):
      return [sizes] + shares("a", parts.expansionShares) + shares("p", parts.projectionShares)
    case .depthwiseSeparable(let parts):
      return [sizes] + shares("p", parts.projectionShares)
    case .universalBottleneck(let parts):
      let start = parts.startKernelSize > 0 ? ["a\(parts.startKernelSize)"] : []
      let end = parts.endKernelSize > 0 ? ["p\(parts.endKernelSize)"] : []
      return start + [sizes] + end
    case .convolution, .basicResidual, .bottleneckResidual:
      return [sizes]
    }
  }

  private static func expansion(_ parts: MBConv) throws(FileError) -> String {
    guard case .ratio(let ratio) = parts.expansion else {
      throw BlockString.inexpressible("an expansion in channels", in: notation)
    }
    guard ratio == 1 || !parts.keepsExpansion else {
      throw BlockString.inexpressible(
        "that an expanding convolution is kept at other ratios than 1", in: notation)
    }
    return "e\(YAMLText.number(ratio))"
  }

  /// `a1.1` for two shares of the channels; nothing for all at once.
  private static func shares(_ key: String, _ count: Int) -> [String] {
    count > 1 ? [key + [String](repeating: "1", count: count).joined(separator: ".")] : []
  }

  /// Inner channels as a ratio of channels that the string names.
  private static func forcedExpansion(
    _ inner: Int, of stage: Stage
  ) throws(FileError) -> [String] {
    let ratio = forcedRatio(inner, of: stage)
    guard canForce(inner, of: stage) else {
      throw BlockString.inexpressible(
        "\(inner) inner channels, which its code rounds to "
          + "\(innerChannels(forced: inner / ratio, ratio: Double(ratio)))", in: notation)
    }
    return ["e\(ratio)", "c\(stage.channels)", "fc\(inner / ratio)"]
  }

  /// The ratio to the channels that a string names: the output's where that is a whole one, as in
  /// EfficientNet-EdgeTPU.
  static func forcedRatio(_ inner: Int, of stage: Stage) -> Int {
    inner.isMultiple(of: stage.channels) ? inner / stage.channels : 1
  }

  /// Whether timm would round a ratio of named channels to `inner`.
  static func canForce(_ inner: Int, of stage: Stage) -> Bool {
    let ratio = forcedRatio(inner, of: stage)
    return innerChannels(forced: inner / ratio, ratio: Double(ratio)) == inner
  }

  private static func squeeze(
    _ squeeze: SqueezeExcitation?
  ) throws(FileError) -> [String] {
    try BlockString.squeezeRatio(squeeze, notation: notation)
      .map { ["se\(YAMLText.number($0))"] } ?? []
  }

  private static func tail(_ parts: MBConv) throws(FileError) -> [String] {
    try tail(squeeze: parts.squeeze, shortcut: parts.shortcut)
  }

  private static func tail(
    squeeze gate: SqueezeExcitation?, shortcut: Shortcut
  ) throws(FileError) -> [String] {
    let words = try squeeze(gate)
    switch shortcut {
    case .identity: return words
    case .none: return words + ["noskip"]
    case .pool: throw BlockString.inexpressible("a pooled shortcut", in: notation)
    }
  }
}

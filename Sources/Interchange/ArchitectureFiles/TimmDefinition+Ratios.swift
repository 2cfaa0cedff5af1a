import Architectures
import Files
import Networks

/// Widths as the ratios that timm reckons them from.
extension TimmDefinition {
  /// A stage whose blocks receive `input` channels, in the terms of timm's strings.
  func said(
    _ stage: Stage, input: Int, activation: Activation
  ) throws(FileError) -> Stage {
    let block: Block
    switch stage.block {
    case .mbConv(var parts):
      let inner = parts.expansion.innerChannels(input: input)
      let expands = parts.expands(input: input)
      let ratio = expands ? try expansionRatio(parts.expansion, input: input) : 1
      parts.expansion = .ratio(ratio)
      parts.keepsExpansion = expands && ratio == 1
      parts.squeeze = try said(
        parts.squeeze, input: input, inner: inner, ratio: ratio, activation: activation)
      block = .mbConv(parts)
    case .fusedMBConv(var parts):
      guard parts.expands(input: input) else {
        guard parts.squeeze == nil, parts.projectionShares == 1, stage.mixedKernelSizes.isEmpty
        else {
          throw BlockString.inexpressible(
            "a fused MBConv without expansion that is more than a convolution", in: "timm")
        }
        block = .convolution(ConvolutionBlock(shortcut: parts.shortcut))
        break
      }
      let inner = parts.expansion.innerChannels(input: input)
      // EfficientNet-EdgeTPU's way: the string names the channels to expand.
      if case .channels = parts.expansion, !parts.keepsExpansion,
        TimmBlock.canForce(inner, of: stage)
      {
        parts.squeeze = try said(
          parts.squeeze, input: input, inner: inner,
          ratio: Double(TimmBlock.forcedRatio(inner, of: stage)), activation: activation)
      } else {
        let ratio = try expansionRatio(parts.expansion, input: input)
        parts.expansion = .ratio(ratio)
        parts.keepsExpansion = ratio == 1
        parts.squeeze = try said(
          parts.squeeze, input: input, inner: inner, ratio: ratio, activation: activation)
      }
      block = .fusedMBConv(parts)
    case .universalBottleneck(var parts):
      let inner = parts.expansion.innerChannels(input: input)
      let ratio = try expansionRatio(parts.expansion, input: input)
      parts.expansion = .ratio(ratio)
      parts.squeeze = try said(
        parts.squeeze, input: input, inner: inner, ratio: ratio, activation: activation)
      block = .universalBottleneck(parts)
    case .depthwiseSeparable(var parts):
      parts.squeeze = try said(
        parts.squeeze, input: input, inner: input, ratio: 1, activation: activation)
      block = .depthwiseSeparable(parts)
    case .convolution, .basicResidual, .bottleneckResidual:
      block = stage.block
    }
    do throws(ArchitectureError) {
      return try stage.with(block: block)
    } catch {
      throw FileError(.outOfRange, file: "block string", "\(error)")
    }
  }

  /// The shortest ratio that `make_divisible` turns into the block's inner channels.
  private func expansionRatio(_ expansion: Expansion, input: Int) throws(FileError) -> Double {
    let inner = expansion.innerChannels(input: input)
    var exact = Double(inner) / Double(input)
    if case .ratio(let ratio) = expansion { exact = ratio }
    let found = Self.shortest(exact) {
      TimmBlock.rounding.channels(Double(input) * $0) == inner
    }
    guard let found else {
      throw BlockString.inexpressible(
        "\(inner) inner channels, which its code rounds to "
          + "\(TimmBlock.rounding.channels(Double(inner)))", in: "timm")
    }
    return found
  }

  /// Squeeze-and-excitation with the ratio that timm turns into the block's hidden channels.
  private func said(
    _ squeeze: SqueezeExcitation?, input: Int, inner: Int, ratio: Double, activation: Activation
  ) throws(FileError) -> SqueezeExcitation? {
    guard let squeeze else { return nil }
    guard squeeze.gate == self.squeeze.gate,
      (squeeze.activation ?? activation) == (self.squeeze.activation ?? activation)
    else {
      throw BlockString.inexpressible(
        "squeeze-and-excitation with an activation or a gate of its own (here "
          + "\((squeeze.activation ?? activation).rawValue) and \(squeeze.gate.rawValue))",
        in: "timm")
    }
    let hidden = squeeze.hiddenChannels(input: input, gated: inner)
    let isOfInner = builder == .mobileNetV3
    let isStated = squeeze.basis == (isOfInner ? .gated : .blockInput)
    let exact = isStated ? squeeze.ratio : Double(hidden) / Double(isOfInner ? inner : input)
    let found = Self.shortest(exact) { candidate in
      let exactly = Double(inner) * (isOfInner ? candidate : candidate / ratio)
      let theirs =
        self.squeeze.roundsToEight
        ? TimmBlock.rounding.channels(exactly) : Int(exactly.rounded(.toNearestOrEven))
      return theirs == hidden
    }
    guard let found else {
      throw BlockString.inexpressible(
        "squeeze-and-excitation with \(hidden) hidden channels", in: "timm")
    }
    return SqueezeExcitation(ratio: found)
  }

  /// The number itself where it `isGood`, and otherwise the shortest decimals near it that are.
  private static func shortest(_ exact: Double, isGood: (Double) -> Bool) -> Double? {
    if exact * 1000 == (exact * 1000).rounded(), isGood(exact) { return exact }
    for digits in 0...6 {
      var power = 1.0
      for _ in 0..<digits { power *= 10 }
      let candidate = (exact * power).rounded() / power
      if candidate > 0, isGood(candidate) { return candidate }
    }
    return isGood(exact) ? exact : nil
  }
}

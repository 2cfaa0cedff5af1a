import Architectures
import Networks
import Testing

/// A counter mixed into numbers (SplitMix64), so that a case can be named by its seed.
struct CountingGenerator: RandomNumberGenerator {
  var state: UInt64

  mutating func next() -> UInt64 {
    state &+= 0x9E37_79B9_7F4A_7C15
    var mixed = state
    mixed = (mixed ^ (mixed >> 30)) &* 0xBF58_476D_1CE4_E5B9
    mixed = (mixed ^ (mixed >> 27)) &* 0x94D0_49BB_1331_11EB
    return mixed ^ (mixed >> 31)
  }
}

/// An architecture with every choice made at random that lowers to a network.
func randomArchitecture(_ random: inout CountingGenerator) throws -> Architecture {
  let layers = try (0..<Int.random(in: 1...3, using: &random)).map { _ in
    try Stem.Layer(
      channels: random.channels(), kernelSize: 3, stride: Int.random(in: 1...2, using: &random))
  }
  let stages = try (0..<Int.random(in: 1...4, using: &random)).map { index in
    try random.stage().with(joinsStageBefore: index > 0 && Bool.random(using: &random))
  }
  return try Architecture(
    name: "random \(random.state)",
    resolution: Resolution(
      height: Int.random(in: 200...300, using: &random),
      width: Int.random(in: 200...300, using: &random)),
    inputChannels: Int.random(in: 1...4, using: &random),
    padding: random.one(of: PaddingConvention.self),
    normalization: BatchNormalization(
      epsilon: random.ratio() / 1000, momentum: random.ratio() / 4,
      hasScale: Bool.random(using: &random), hasOffset: Bool.random(using: &random)),
    activation: random.one(of: Activation.self),
    stem: Stem(
      layers: layers, activation: random.maybe(random.one(of: Activation.self)),
      hasPooling: Bool.random(using: &random), poolingRoundsUp: Bool.random(using: &random)),
    stages: stages,
    head: random.head(),
    survivalProbability: random.ratio() / 4,
    scalingPolicy: ScalingPolicy(
      stemWidth: random.one(of: ScalingPolicy.Width.self),
      headWidth: random.one(of: ScalingPolicy.Width.self),
      keepsOuterDepths: Bool.random(using: &random)))
}

extension CountingGenerator {
  fileprivate mutating func maybe<Value>(_ value: Value) -> Value? {
    Bool.random(using: &self) ? value : nil
  }

  fileprivate mutating func ratio() -> Double { Double.random(in: 0.1...4, using: &self) }

  fileprivate mutating func channels() -> Int { 8 * Int.random(in: 1...5, using: &self) }

  fileprivate mutating func one<Choice: CaseIterable>(of type: Choice.Type) throws -> Choice {
    try #require(Choice.allCases.randomElement(using: &self))
  }

  fileprivate mutating func stage() throws -> Stage {
    let block = try block()
    let isSingle =
      switch block {
      case .mbConv(let parts), .fusedMBConv(let parts):
        Self.isNarrow(parts.expansion) || Bool.random(using: &self)
      case .depthwiseSeparable: Bool.random(using: &self)
      case .convolution, .universalBottleneck, .basicResidual, .bottleneckResidual: true
      }
    let kernelSizes = (0..<(isSingle ? 1 : Int.random(in: 2...5, using: &self))).map { _ in
      Bool.random(using: &self) ? 3 : 5
    }
    return try Stage(
      block: block, kernelSizes: kernelSizes,
      stride: Int.random(in: 1...2, using: &self), channels: channels(),
      repeats: Int.random(in: 1...3, using: &self), activation: maybe(one(of: Activation.self)))
  }

  fileprivate mutating func head() throws -> Head {
    let hiddenUnits = maybe(channels())
    return try Head(
      channels: maybe(channels()), hiddenUnits: hiddenUnits,
      normalizesHidden: hiddenUnits != nil && Bool.random(using: &self),
      activation: maybe(one(of: Activation.self)), dropoutRate: ratio() / 5,
      classes: Int.random(in: 1...2000, using: &self))
  }

  /// Whether a block may be too narrow inside for shares of its channels.
  private static func isNarrow(_ expansion: Expansion) -> Bool {
    if case .ratio = expansion { true } else { false }
  }

  private mutating func block() throws -> Block {
    let shortcut = try one(of: Shortcut.self)
    let expansion = Bool.random(using: &self) ? Expansion.ratio(ratio()) : .channels(channels())
    let mbConv = MBConv(
      expansion: expansion, squeeze: try squeeze(), shortcut: shortcut,
      keepsExpansion: Bool.random(using: &self),
      projectionShares: Self.isNarrow(expansion) ? 1 : Int.random(in: 1...3, using: &self))
    switch Int.random(in: 0..<7, using: &self) {
    case 0:
      let groups = Bool.random(using: &self) ? 1 : 8
      return .convolution(ConvolutionBlock(groups: groups, shortcut: shortcut))
    case 1:
      return .depthwiseSeparable(
        DepthwiseSeparable(
          squeeze: try squeeze(), projectionShares: Int.random(in: 1...3, using: &self)))
    case 2:
      var parts = mbConv
      if !Self.isNarrow(expansion) { parts.expansionShares = Int.random(in: 1...3, using: &self) }
      return .mbConv(parts)
    case 3: return .fusedMBConv(mbConv)
    case 4: return .basicResidual(BasicResidual(squeeze: try squeeze()))
    case 5:
      return .universalBottleneck(
        UniversalBottleneck(
          expansion: expansion, startKernelSize: Bool.random(using: &self) ? 0 : 5,
          endKernelSize: Bool.random(using: &self) ? 0 : 3, squeeze: try squeeze(),
          shortcut: shortcut))
    default:
      return .bottleneckResidual(
        BottleneckResidual(
          innerRatio: Bool.random(using: &self) ? 1 : 0.5,
          groups: Bool.random(using: &self) ? .count(2) : .width(4),
          stridePosition: try one(of: BottleneckResidual.StridePosition.self),
          squeeze: try squeeze(),
          squeezePosition: try one(of: BottleneckResidual.SqueezePosition.self)))
    }
  }

  private mutating func squeeze() throws -> SqueezeExcitation? {
    maybe(
      SqueezeExcitation(
        ratio: ratio(), basis: try one(of: SqueezeExcitation.Basis.self),
        divisor: Int.random(in: 1...9, using: &self),
        activation: maybe(try one(of: Activation.self)),
        gate: Bool.random(using: &self) ? .sigmoid : .hardSigmoid))
  }
}

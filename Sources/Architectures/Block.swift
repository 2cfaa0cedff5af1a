public import Networks

/// What a stage repeats.
public enum Block: Hashable, Sendable {
  /// k×k convolution, normalisation, activation.
  case convolution(ConvolutionBlock)
  /// k×k depthwise and 1×1 convolution, each normalised and activated (MobileNetV1,
  /// arXiv:1704.04861).
  case depthwiseSeparable
  /// 1×1 expansion, k×k depthwise, squeeze-and-excitation, linear 1×1 projection, and a shortcut
  /// where stride and channels allow (MobileNetV2, arXiv:1801.04381; MnasNet, arXiv:1807.11626).
  case mbConv(MBConv)
  /// The expansion and the depthwise convolution of an MBConv in one k×k convolution
  /// (arXiv:2003.02838; EfficientNetV2, arXiv:2104.00298). Without expansion, that convolution alone.
  case fusedMBConv(MBConv)
  /// Two k×k convolutions and a shortcut (ResNet-18 and -34, arXiv:1512.03385).
  case basicResidual(BasicResidual)
  /// 1×1, k×k (perhaps grouped), 1×1 convolutions and a shortcut (ResNet, ResNeXt, SENet, RegNet).
  case bottleneckResidual(BottleneckResidual)
}

/// What goes round a block and is added to its output.
public enum Shortcut: String, Hashable, Sendable, CaseIterable {
  case none
  /// The input, where stride and channels allow.
  case identity
  /// A 3×3 maximum pooling of the input with the block's stride, where the channels allow (the
  /// pooling of MnasNet's search space, arXiv:1807.11626, section 4.1).
  case pool
}

/// The parts of ``Block/convolution(_:)``.
public struct ConvolutionBlock: Hashable, Sendable {
  public var groups: Int
  public var shortcut: Shortcut

  public init(groups: Int = 1, shortcut: Shortcut = .none) {
    self.groups = groups
    self.shortcut = shortcut
  }
}

/// The parts of ``Block/mbConv(_:)`` and ``Block/fusedMBConv(_:)``.
public struct MBConv: Hashable, Sendable {
  public var expansion: Expansion
  public var squeeze: SqueezeExcitation?
  public var shortcut: Shortcut

  public init(
    expansion: Expansion, squeeze: SqueezeExcitation? = nil, shortcut: Shortcut = .identity
  ) {
    self.expansion = expansion
    self.squeeze = squeeze
    self.shortcut = shortcut
  }
}

/// The inner width of an MBConv block.
public enum Expansion: Hashable, Sendable {
  /// Inner channels ÷ block input channels; the product is rounded to a whole number.
  case ratio(Double)
  /// Inner channels as a number of their own (MobileNetV3, arXiv:1905.02244, Tables 1 and 2), scaled
  /// in width like a stage's channels.
  case channels(Int)

  /// Inner channels of a block with `input` channels.
  public func innerChannels(input: Int) -> Int {
    switch self {
    case .ratio(let ratio): max(1, Int((Double(input) * ratio).rounded()))
    case .channels(let channels): channels
    }
  }
}

/// Squeeze-and-excitation (arXiv:1709.01507): global average pooling, a reducing and an expanding
/// 1×1 convolution with biases, and a gate that multiplies each channel.
public struct SqueezeExcitation: Hashable, Sendable {
  /// What the ratio is a share of.
  public enum Basis: String, Hashable, Sendable, CaseIterable {
    /// The input channels of the block (EfficientNet, MnasNet, RegNetY).
    case blockInput
    /// The channels that are gated (MobileNetV3, SENet; timm's `se_from_exp`).
    case gated
  }

  /// Hidden channels ÷ channels of the basis.
  public var ratio: Double
  public var basis: Basis
  /// Hidden channels are rounded to a multiple of this as ``RoundingRules`` does; 1 truncates to a
  /// whole number, at least 1, as EfficientNet's code does.
  public var divisor: Int
  /// The activation between the two convolutions, where it is not the block's.
  public var activation: Activation?
  /// What turns the second convolution's output into a factor: sigmoid or hard sigmoid.
  public var gate: Activation

  public init(
    ratio: Double, basis: Basis = .blockInput, divisor: Int = 1, activation: Activation? = nil,
    gate: Activation = .sigmoid
  ) {
    self.ratio = ratio
    self.basis = basis
    self.divisor = divisor
    self.activation = activation
    self.gate = gate
  }

  /// Hidden channels in a block with `input` channels that gates `gated` channels.
  public func hiddenChannels(input: Int, gated: Int) -> Int {
    let exact: Double
    switch basis {
    case .blockInput: exact = Double(input) * ratio
    case .gated: exact = Double(gated) * ratio
    }
    guard divisor > 1 else { return max(1, Int(exact)) }
    return RoundingRules(divisor: divisor).channels(exact)
  }
}

/// The parts of ``Block/basicResidual(_:)``.
public struct BasicResidual: Hashable, Sendable {
  /// Gates the branch before the addition.
  public var squeeze: SqueezeExcitation?

  public init(squeeze: SqueezeExcitation? = nil) {
    self.squeeze = squeeze
  }
}

/// The parts of ``Block/bottleneckResidual(_:)``.
public struct BottleneckResidual: Hashable, Sendable {
  /// How the inner k×k convolution is divided.
  public enum Groups: Hashable, Sendable {
    /// That many groups (ResNeXt's cardinality).
    case count(Int)
    /// Groups of that many channels (RegNet); one group where the inner width is smaller.
    case width(Int)
  }

  /// Which convolution takes the stride.
  public enum StridePosition: String, Hashable, Sendable, CaseIterable {
    /// The first 1×1 (the original ResNet).
    case first
    /// The k×k (ResNet "v1.5", ResNeXt, RegNet).
    case spatial
  }

  /// Which convolution's output squeeze-and-excitation gates.
  public enum SqueezePosition: String, Hashable, Sendable, CaseIterable {
    /// The k×k's (RegNetY).
    case inner
    /// The last 1×1's, before the addition (SENet).
    case output
  }

  /// Inner channels ÷ output channels: 0.25 in ResNet-50, 1 in RegNet.
  public var innerRatio: Double
  public var groups: Groups
  public var stridePosition: StridePosition
  public var squeeze: SqueezeExcitation?
  public var squeezePosition: SqueezePosition

  public init(
    innerRatio: Double = 0.25, groups: Groups = .count(1), stridePosition: StridePosition = .spatial,
    squeeze: SqueezeExcitation? = nil, squeezePosition: SqueezePosition = .output
  ) {
    self.innerRatio = innerRatio
    self.groups = groups
    self.stridePosition = stridePosition
    self.squeeze = squeeze
    self.squeezePosition = squeezePosition
  }

  /// Inner channels of a block with `output` channels.
  public func innerChannels(output: Int) -> Int {
    max(1, Int((Double(output) * innerRatio).rounded()))
  }

  /// The number of groups of the inner convolution with `inner` channels.
  public func groupCount(inner: Int) -> Int {
    switch groups {
    case .count(let count): count
    case .width(let width): max(1, inner / width)
    }
  }
}

extension Block {
  /// Refuses numbers that no block can have.
  func validate() throws(ArchitectureError) {
    switch self {
    case .depthwiseSeparable: break
    case .convolution(let parts):
      try ArchitectureError.require(parts.groups, in: 1...NetworkLimits.channels, "groups")
    case .mbConv(let parts), .fusedMBConv(let parts):
      switch parts.expansion {
      case .ratio(let ratio):
        guard ratio > 0, ratio <= 1024 else {
          throw ArchitectureError(
            key: "expansionRatio", found: "\(ratio)", expected: "above 0, up to 1024")
        }
      case .channels(let channels):
        try ArchitectureError.require(
          channels, in: 1...NetworkLimits.channels, "expansionChannels")
      }
      try parts.squeeze?.validate()
    case .basicResidual(let parts):
      try parts.squeeze?.validate()
    case .bottleneckResidual(let parts):
      guard parts.innerRatio > 0, parts.innerRatio <= 1024 else {
        throw ArchitectureError(
          key: "innerRatio", found: "\(parts.innerRatio)", expected: "above 0, up to 1024")
      }
      switch parts.groups {
      case .count(let count):
        try ArchitectureError.require(count, in: 1...NetworkLimits.channels, "groups")
      case .width(let width):
        try ArchitectureError.require(width, in: 1...NetworkLimits.channels, "groupWidth")
      }
      try parts.squeeze?.validate()
    }
  }

  /// Squeeze-and-excitation, where the block has it.
  public var squeeze: SqueezeExcitation? {
    switch self {
    case .convolution, .depthwiseSeparable: nil
    case .mbConv(let parts), .fusedMBConv(let parts): parts.squeeze
    case .basicResidual(let parts): parts.squeeze
    case .bottleneckResidual(let parts): parts.squeeze
    }
  }
}

extension SqueezeExcitation {
  func validate() throws(ArchitectureError) {
    guard ratio > 0, ratio <= 1024 else {
      throw ArchitectureError(
        key: "squeezeRatio", found: "\(ratio)", expected: "above 0, up to 1024")
    }
    try ArchitectureError.require(divisor, in: 1...65_536, "squeezeDivisor")
    guard gate == .sigmoid || gate == .hardSigmoid else {
      throw ArchitectureError(
        key: "squeezeGate", found: gate.rawValue, expected: "sigmoid or hardSigmoid")
    }
  }
}

import Networks

/// What a stage repeats.
public enum Block: Hashable, Sendable {
  /// k×k convolution, normalisation, activation.
  case convolution(ConvolutionBlock)
  /// k×k depthwise and 1×1 convolution, each normalised and activated (MobileNetV1,
  /// arXiv:1704.04861), perhaps with squeeze-and-excitation between them.
  case depthwiseSeparable(DepthwiseSeparable)
  /// 1×1 expansion, k×k depthwise, squeeze-and-excitation, linear 1×1 projection, and a shortcut
  /// where stride and channels allow (MobileNetV2, arXiv:1801.04381; MnasNet, arXiv:1807.11626).
  case mbConv(MBConv)
  /// The expansion and the depthwise convolution of an MBConv in one k×k convolution
  /// (arXiv:2003.02838; EfficientNetV2, arXiv:2104.00298). Without expansion, that convolution alone
  /// (see ``MBConv/keepsExpansion``).
  case fusedMBConv(MBConv)
  /// An MBConv whose depthwise convolution may stand before the expansion, behind it and behind the
  /// projection, in any combination (MobileNetV4, arXiv:2404.10518, Figure 4).
  ///
  /// The stage's kernel is that of the middle one; 0 leaves it out.
  case universalBottleneck(UniversalBottleneck)
  /// Two k×k convolutions and a shortcut (ResNet-18 and -34, arXiv:1512.03385).
  case basicResidual(BasicResidual)
  /// 1×1, k×k (perhaps grouped), 1×1 convolutions and a shortcut (ResNet, ResNeXt, SENet, RegNet).
  case bottleneckResidual(BottleneckResidual)
}

extension Block {
  /// Refuses numbers that no block can have.
  func validate() throws(ArchitectureError) {
    switch self {
    case .depthwiseSeparable(let parts):
      try ArchitectureError.require(
        parts.projectionShares, in: 1...Stage.maximumShares, "projectionShares")
      try parts.squeeze?.validate()
    case .convolution(let parts):
      try ArchitectureError.require(parts.groups, in: 1...NetworkLimits.channels, "groups")
    case .mbConv(let parts), .fusedMBConv(let parts):
      try parts.expansion.validate()
      try validate(parts)
      try parts.squeeze?.validate()
    case .universalBottleneck(let parts):
      try parts.expansion.validate()
      for (key, size) in [
        ("startKernelSize", parts.startKernelSize), ("endKernelSize", parts.endKernelSize),
      ] where size != 0 {
        try Stage.checkKernel(size, key)
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

  private func validate(_ parts: MBConv) throws(ArchitectureError) {
    let counts = 1...Stage.maximumShares
    try ArchitectureError.require(parts.expansionShares, in: counts, "expansionShares")
    try ArchitectureError.require(parts.projectionShares, in: counts, "projectionShares")
    guard case .fusedMBConv = self, parts.expansionShares > 1 else { return }
    throw ArchitectureError(
      key: "expansionShares", found: "\(parts.expansionShares) of a fused MBConv",
      expected: "1, or several kernel sizes, which its expansion takes")
  }

  /// Whether the stage's convolution may have several kernel sizes, each for a share of the channels.
  var mixesKernels: Bool {
    switch self {
    case .depthwiseSeparable, .mbConv, .fusedMBConv: true
    case .convolution, .universalBottleneck, .basicResidual, .bottleneckResidual: false
    }
  }

  /// Squeeze-and-excitation, where the block has it.
  public var squeeze: SqueezeExcitation? {
    switch self {
    case .convolution: nil
    case .depthwiseSeparable(let parts): parts.squeeze
    case .mbConv(let parts), .fusedMBConv(let parts): parts.squeeze
    case .universalBottleneck(let parts): parts.squeeze
    case .basicResidual(let parts): parts.squeeze
    case .bottleneckResidual(let parts): parts.squeeze
    }
  }
}

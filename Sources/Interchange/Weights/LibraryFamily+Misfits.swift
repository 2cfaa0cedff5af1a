import Architectures
import Networks

extension LibraryFamily {
  /// What the library's class builds otherwise than an architecture says, although the tensors have
  /// the same names: under them its weights would compute something else.
  ///
  /// Padding and normalisation are not among it, as those follow the names
  /// (``WeightNaming/adapted(_:)``).
  ///
  /// Read in torchvision 0.28.0, timm 1.0.31 and efficientnet_pytorch 0.7.1.
  func misfits(_ architecture: Architecture, _ naming: WeightNaming) -> [String] {
    let common = frameMisfits(architecture)
    switch self {
    case .resNet, .regNet, .legacySENet:
      return common + residualMisfits(architecture, naming)
    case .mobileNetV2, .mobileNetV3, .mnasNet, .efficientNet, .timmEfficientNet,
      .efficientNetPyTorch:
      return common + headMisfits(architecture.head) + invertedMisfits(architecture)
    }
  }

  /// What of stem and activations the class has no arguments for.
  func frameMisfits(_ architecture: Architecture) -> [String] {
    stemMisfits(architecture.stem) + activationMisfits(architecture)
  }

  private func stemMisfits(_ stem: Stem) -> [String] {
    let isPooled = self == .resNet || self == .legacySENet
    let kernelSize = isPooled ? 7 : 3
    var misfits: [String] = []
    let layer = stem.layers[0]
    if layer.kernelSize != kernelSize || layer.stride != 2 || stem.hasPooling != isPooled {
      misfits.append(
        "a stem of \(layer.kernelSize)×\(layer.kernelSize) and stride \(layer.stride) "
          + "\(stem.hasPooling ? "with" : "without") pooling (there \(kernelSize)×\(kernelSize) and "
          + "stride 2 \(isPooled ? "with" : "without"))")
    } else if self == .resNet, stem.poolingRoundsUp {
      misfits.append("a stem pooling that rounds up (there it pads)")
    }
    return misfits
  }

  /// The only activation that the class has; `nil` where it takes any.
  private var onlyActivation: Activation? {
    switch self {
    case .resNet, .legacySENet, .regNet, .mnasNet: .relu
    case .mobileNetV3: nil
    case .mobileNetV2: .relu6
    case .efficientNet, .efficientNetPyTorch: .silu
    case .timmEfficientNet: nil
    }
  }

  private func activationMisfits(_ architecture: Architecture) -> [String] {
    // timm's builder takes one activation for stem, head and all blocks that name none.
    let expected =
      onlyActivation ?? (self == .mobileNetV3 ? .hardSwish : architecture.activation)
    let ends = [architecture.stem.activation, architecture.head.activation]
    let stages = onlyActivation == nil ? [] : architecture.stages.map(\.activation)
    let others = ([architecture.activation] + ends + stages).compactMap { $0 }
      .filter { $0 != expected }
    guard let other = others.first else { return [] }
    return ["the activation \(other.rawValue) (there \(expected.rawValue))"]
  }

  private func squeezeMisfits(
    _ squeeze: SqueezeExcitation, activation: Activation, isMobileNetV3s: Bool = false
  ) -> [String] {
    var misfits: [String] = []
    let gate = isMobileNetV3s ? Activation.hardSigmoid : .sigmoid
    let activation = isMobileNetV3s ? .relu : activation
    if squeeze.gate != gate {
      misfits.append(
        "squeeze-and-excitation with a gate of \(squeeze.gate.rawValue) (there \(gate.rawValue))")
    }
    if let own = squeeze.activation, own != activation {
      misfits.append(
        "squeeze-and-excitation with \(own.rawValue) inside (there \(activation.rawValue))")
    }
    return misfits
  }

  private func headMisfits(_ head: Head) -> [String] {
    // timm's class leaves the convolution out for MobileNetV1.
    head.channels == nil && self != .timmEfficientNet
      ? ["a head without a convolution (there it has one)"] : []
  }
}

// MARK: - Residual networks

extension LibraryFamily {
  private func residualMisfits(_ architecture: Architecture, _ naming: WeightNaming) -> [String] {
    var misfits: [String] = []
    let strides = architecture.stages.map(\.stride)
    let expected =
      self == .regNet ? [Int](repeating: 2, count: architecture.stages.count) : [1, 2, 2, 2]
    if strides != expected { misfits.append("stages of strides \(strides) (there \(expected))") }
    for stage in architecture.stages {
      if stage.kernelSize != 3 {
        misfits.append("blocks of \(stage.kernelSize)×\(stage.kernelSize) (there 3×3)")
      }
      if case .bottleneckResidual(let parts) = stage.block {
        misfits += strideMisfits(parts)
        let position: BottleneckResidual.SqueezePosition = self == .regNet ? .inner : .output
        if parts.squeeze != nil, parts.squeezePosition != position {
          misfits.append("squeeze-and-excitation behind another convolution of the block")
        }
      }
      if let squeeze = stage.block.squeeze {
        if self == .resNet, naming == .torchvision {
          misfits.append("squeeze-and-excitation (torchvision's ResNets have none)")
        }
        misfits += squeezeMisfits(squeeze, activation: .relu)
      }
    }
    return misfits.uniqued
  }
}

extension LibraryFamily {
  private func strideMisfits(_ parts: BottleneckResidual) -> [String] {
    // The Caffe networks stride in the first convolution, unless it is followed by a grouped one.
    let isFirst = self == .legacySENet && parts.groups == .count(1)
    guard (parts.stridePosition == .first) != isFirst else { return [] }
    return [
      isFirst
        ? "the stride in a block's 3×3 convolution (there in the first 1×1, as in Caffe's)"
        : "the stride in a block's first 1×1 convolution, as in Caffe's (there in the 3×3)"
    ]
  }
}

// MARK: - Inverted bottlenecks

extension LibraryFamily {
  private func invertedMisfits(_ architecture: Architecture) -> [String] {
    var misfits: [String] = []
    var input = architecture.stem.channels
    for (index, stage) in architecture.stages.enumerated() {
      if self == .mobileNetV2, stage.kernelSize != 3 {
        misfits.append("kernels of \(stage.kernelSize)×\(stage.kernelSize) (there 3×3)")
      }
      switch stage.block {
      case .mbConv(let parts):
        misfits += misfitsOf(
          parts, stage, index: index, input: input, in: architecture)
        if self == .efficientNet || self == .efficientNetPyTorch, parts.squeeze == nil {
          misfits.append("MBConv blocks without squeeze-and-excitation (there they have it)")
        }
        if self == .mnasNet { misfits += mnasNetMisfits(parts, stage, index: index, input: input) }
      case .fusedMBConv(let parts):
        misfits += misfitsOf(
          parts, stage, index: index, input: input, in: architecture)
        let isExpanded = parts.expands(input: input)
        if parts.squeeze != nil, self == .efficientNet || !isExpanded {
          misfits.append("fused blocks with squeeze-and-excitation (there they have none)")
        }
      case .convolution(let parts):
        misfits += misfitsOf(parts.shortcut, stage, index: index, input: input)
      case .universalBottleneck(let parts):
        misfits +=
          parts.squeeze.map {
            squeezeMisfits(
              $0, activation: stage.activation ?? architecture.activation,
              isMobileNetV3s: architecture.head.isMobileNetV3s)
          } ?? []
        misfits += misfitsOf(parts.shortcut, stage, index: index, input: input)
      case .depthwiseSeparable(let parts):
        misfits +=
          parts.squeeze.map {
            squeezeMisfits(
              $0, activation: stage.activation ?? architecture.activation,
              isMobileNetV3s: architecture.head.isMobileNetV3s)
          } ?? []
      case .basicResidual, .bottleneckResidual: break
      }
      input = stage.channels
    }
    if self == .mnasNet, architecture.stages.count != 7 {
      misfits.append("\(architecture.stages.count) stages (there 7)")
    }
    return misfits.uniqued
  }

  private func misfitsOf(
    _ parts: MBConv, _ stage: Stage, index: Int, input: Int, in architecture: Architecture
  ) -> [String] {
    let squeezes = parts.squeeze.map {
      squeezeMisfits(
        $0, activation: stage.activation ?? architecture.activation,
        isMobileNetV3s: architecture.head.isMobileNetV3s)
    }
    return (squeezes ?? []) + expansionMisfits(parts, stage, input: input)
      + misfitsOf(parts.shortcut, stage, index: index, input: input)
  }

  /// timm's blocks and MNASNet's expand at every ratio, the others' only where the width changes.
  private func expansionMisfits(_ parts: MBConv, _ stage: Stage, input: Int) -> [String] {
    let inputs = stage.repeats > 1 ? [input, stage.channels] : [input]
    guard self != .timmEfficientNet, self != .mnasNet, parts.keepsExpansion,
      inputs.contains(where: { parts.expansion.innerChannels(input: $0) == $0 })
    else { return [] }
    return ["expanding convolutions that leave the width as it is (there are none)"]
  }

  private func misfitsOf(
    _ shortcut: Shortcut, _ stage: Stage, index: Int, input: Int
  ) -> [String] {
    let keepsShape = stage.stride == 1 && input == stage.channels
    switch shortcut {
    case .identity:
      return keepsShape && !addsShortcut(aroundFirstBlockOf: index)
        ? ["a shortcut around the first block of a stage (there is none)"] : []
    case .pool: return ["pooled shortcuts (there are none)"]
    case .none:
      // Only timm's strings can leave a shortcut out that the shapes would allow.
      let isMissed =
        stage.repeats > 1 || (keepsShape && addsShortcut(aroundFirstBlockOf: index))
      return isMissed && self != .timmEfficientNet
        ? ["blocks without the shortcut that their shapes allow (there they have it)"] : []
    }
  }

  /// Whether a stage's first block has a shortcut where it keeps its input's shape.
  ///
  /// EfficientNet-PyTorch compares the stride of these blocks, a list, with a number; MNASNet's first
  /// block is a sequence of layers.
  private func addsShortcut(aroundFirstBlockOf index: Int) -> Bool {
    switch self {
    case .efficientNetPyTorch: false
    case .mnasNet: index != 0
    case .resNet, .legacySENet, .regNet, .mobileNetV2, .mobileNetV3, .efficientNet,
      .timmEfficientNet:
      true
    }
  }

  /// torchvision's begins with one separable convolution, and expands in every other block.
  private func mnasNetMisfits(
    _ parts: MBConv, _ stage: Stage, index: Int, input: Int
  ) -> [String] {
    let isFirst = index == 0
    let expands = parts.expands(input: input)
    var misfits: [String] = []
    if expands == isFirst {
      misfits.append(
        isFirst ? "a first block that expands (there not)" : "blocks that do not expand (there all)"
      )
    }
    if isFirst, stage.repeats > 1 || stage.stride > 1 || stage.kernelSize != 3 {
      misfits.append("another first stage than one 3×3 block of stride 1")
    }
    return misfits
  }
}

extension [String] {
  /// Without what has been said before.
  fileprivate var uniqued: [String] {
    var seen: Set<String> = []
    return filter { seen.insert($0).inserted }
  }
}

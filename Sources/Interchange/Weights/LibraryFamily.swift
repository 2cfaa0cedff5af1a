import Architectures
import Networks

/// Networks that one class of a PyTorch library builds, so that their modules are named alike.
enum LibraryFamily {
  /// torchvision's and timm's `ResNet`.
  case resNet
  /// timm's `SENet` of `legacy_senet.py`: the networks of the Caffe code.
  case legacySENet
  /// torchvision's and timm's `RegNet`.
  case regNet
  /// torchvision's `MobileNetV2`.
  case mobileNetV2
  /// torchvision's `MobileNetV3`.
  case mobileNetV3
  /// torchvision's `MNASNet`.
  case mnasNet
  /// torchvision's `EfficientNet`.
  case efficientNet
  /// timm's `EfficientNet`, which builds all that its block strings can say, and its `MobileNetV3`,
  /// where a convolution follows the pooling.
  case timmEfficientNet
  /// The `EfficientNet` of github.com/lukemelas/EfficientNet-PyTorch.
  case efficientNetPyTorch

  /// The class that builds networks of these kinds of blocks; `nil` where the library has none.
  init?(_ naming: WeightNaming, _ architecture: Architecture) {
    guard architecture.stem.layers.count == 1 else { return nil }
    let head = architecture.head
    if head.hiddenUnits != nil {
      // In timm a convolution before the pooling may be a stage; its own class has none beside one
      // behind the pooling that is normalised.
      let isTimms = (naming == .timm || naming == .timmTensorFlow) && head.channels == nil
      guard isTimms || (head.isMobileNetV3s && head.channels != nil) else { return nil }
    }
    let blocks = architecture.stages.map(\.block)
    if blocks.allSatisfy(\.isResidual) {
      guard naming == .torchvision || naming == .timm, architecture.head.channels == nil,
        architecture.head.hiddenUnits == nil
      else { return nil }
      if naming == .timm, architecture.stem.poolingRoundsUp,
        blocks.allSatisfy({ $0.squeeze != nil })
      {
        self = .legacySENet
        return
      }
      let isRegNet = !architecture.stem.hasPooling && blocks.allSatisfy(\.keepsInnerWidth)
      self = isRegNet ? .regNet : .resNet
      return
    }
    guard !blocks.contains(where: \.isResidual) else { return nil }
    switch naming {
    case .compound: return nil
    case .timm, .timmTensorFlow: self = .timmEfficientNet
    case .efficientNetPyTorch:
      guard head.hiddenUnits == nil, blocks.allSatisfy(\.isMBConv) else { return nil }
      self = .efficientNetPyTorch
    case .torchvision:
      guard blocks.allSatisfy({ $0.isMBConv || $0.isFusedMBConv }) else { return nil }
      guard head.hiddenUnits == nil else {
        self = .mobileNetV3
        return
      }
      let isPlain = blocks.allSatisfy { $0.isMBConv && $0.squeeze == nil }
      switch architecture.activation {
      case .relu6 where isPlain: self = .mobileNetV2
      case .relu where isPlain: self = .mnasNet
      default: self = .efficientNet
      }
    }
  }
}

extension Head {
  /// Whether a fully-connected layer with a bias stands behind the pooling, as in MobileNetV3.
  var isMobileNetV3s: Bool { hiddenUnits != nil && !normalizesHidden }
}

extension Block {
  fileprivate var isResidual: Bool {
    switch self {
    case .basicResidual, .bottleneckResidual: true
    case .convolution, .depthwiseSeparable, .mbConv, .fusedMBConv, .universalBottleneck: false
    }
  }

  /// RegNet's bottleneck does not narrow.
  fileprivate var keepsInnerWidth: Bool {
    if case .bottleneckResidual(let parts) = self { parts.innerRatio == 1 } else { false }
  }

  var isMBConv: Bool { if case .mbConv = self { true } else { false } }

  var isFusedMBConv: Bool { if case .fusedMBConv = self { true } else { false } }
}

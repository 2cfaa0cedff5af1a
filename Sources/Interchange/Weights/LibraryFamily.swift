import Architectures
import Networks

/// Networks that one class of a PyTorch library builds, so that their modules are named alike.
enum LibraryFamily {
  /// torchvision's and timm's `ResNet`.
  case resNet
  /// torchvision's and timm's `RegNet`.
  case regNet
  /// torchvision's `MobileNetV2`.
  case mobileNetV2
  /// torchvision's `MNASNet`.
  case mnasNet
  /// torchvision's `EfficientNet`.
  case efficientNet
  /// timm's `EfficientNet`, which builds all that its block strings can say, and its `MobileNetV3`,
  /// where a normalised layer follows the pooling.
  case timmEfficientNet
  /// The `EfficientNet` of github.com/lukemelas/EfficientNet-PyTorch.
  case efficientNetPyTorch

  /// The class that builds networks of these kinds of blocks; `nil` where the library has none.
  init?(_ naming: WeightNaming, _ architecture: Architecture) {
    let isTimm = naming == .timm || naming == .timmTensorFlow
    // timm's MobileNetV3 names the convolution behind the pooling of MobileNetV4.
    guard architecture.stem.layers.count == 1,
      architecture.head.hiddenUnits == nil
        || (isTimm && architecture.head.normalizesHidden && architecture.head.channels == nil)
    else { return nil }
    let blocks = architecture.stages.map(\.block)
    if blocks.allSatisfy(\.isResidual) {
      guard naming == .torchvision || naming == .timm, architecture.head.channels == nil,
        architecture.head.hiddenUnits == nil
      else { return nil }
      let isRegNet = !architecture.stem.hasPooling && blocks.allSatisfy(\.keepsInnerWidth)
      self = isRegNet ? .regNet : .resNet
      return
    }
    guard !blocks.contains(where: \.isResidual) else { return nil }
    switch naming {
    case .compound: return nil
    case .timm, .timmTensorFlow: self = .timmEfficientNet
    case .efficientNetPyTorch:
      guard blocks.allSatisfy(\.isMBConv) else { return nil }
      self = .efficientNetPyTorch
    case .torchvision:
      guard blocks.allSatisfy({ $0.isMBConv || $0.isFusedMBConv }) else { return nil }
      let isPlain = blocks.allSatisfy { $0.isMBConv && $0.squeeze == nil }
      switch architecture.activation {
      case .relu6 where isPlain: self = .mobileNetV2
      case .relu where isPlain: self = .mnasNet
      default: self = .efficientNet
      }
    }
  }
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

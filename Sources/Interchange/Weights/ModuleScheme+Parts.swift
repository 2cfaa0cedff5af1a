import Architectures
import Networks

/// What each library calls the parts of a block.
extension ModuleScheme {
  static func residual(_ role: LayerRole) -> String? {
    switch role {
    case .convolution1: "conv1"
    case .convolution1Normalization: "bn1"
    case .convolution2: "conv2"
    case .convolution2Normalization: "bn2"
    case .convolution3: "conv3"
    case .convolution3Normalization: "bn3"
    case .shortcut: "downsample.0"
    case .shortcutNormalization: "downsample.1"
    case .squeezeReduce: "se.fc1"
    case .squeezeExpand: "se.fc2"
    default: nil
    }
  }

  /// timm's `legacy_seresnet` networks, after pretrained-models.pytorch.
  static func legacySENet(_ role: LayerRole) -> String? {
    switch role {
    case .squeezeReduce: "se_module.fc1"
    case .squeezeExpand: "se_module.fc2"
    default: residual(role)
    }
  }

  static func torchvisionRegNet(_ role: LayerRole) -> String? {
    switch role {
    case .convolution1: "f.a.0"
    case .convolution1Normalization: "f.a.1"
    case .convolution2: "f.b.0"
    case .convolution2Normalization: "f.b.1"
    case .squeezeReduce: "f.se.fc1"
    case .squeezeExpand: "f.se.fc2"
    case .convolution3: "f.c.0"
    case .convolution3Normalization: "f.c.1"
    case .shortcut: "proj.0"
    case .shortcutNormalization: "proj.1"
    default: nil
    }
  }

  static func timmRegNet(_ role: LayerRole) -> String? {
    switch role {
    case .convolution1: "conv1.conv"
    case .convolution1Normalization: "conv1.bn"
    case .convolution2: "conv2.conv"
    case .convolution2Normalization: "conv2.bn"
    case .squeezeReduce: "se.fc1"
    case .squeezeExpand: "se.fc2"
    case .convolution3: "conv3.conv"
    case .convolution3Normalization: "conv3.bn"
    case .shortcut: "downsample.conv"
    case .shortcutNormalization: "downsample.bn"
    default: nil
    }
  }

  /// The place of torchvision's first stack of MNASNet blocks in its `layers`: the stem's
  /// convolution, normalisation and activation and the eight parts of two more come before.
  static let mnasNetFirstStack = 8

  /// In torchvision's MNASNet the first block's parts stand among the stem's.
  static func mnasNet(_ role: LayerRole, stage: Int, number: Int) -> String? {
    let parts: [LayerRole: Int] = [
      .expand: 0, .expandNormalization: 1, .depthwise: 3, .depthwiseNormalization: 4, .project: 6,
      .projectNormalization: 7,
    ]
    guard let part = parts[role] else { return nil }
    // A block without expansion has its depthwise convolution where others have it, counted from the
    // stem's convolution.
    if stage == 1 { return "layers.\(part)" }
    return "layers.\(mnasNetFirstStack + stage - 2).\(number - 1).layers.\(part)"
  }

  static func efficientNetPyTorch(_ role: LayerRole) -> String? {
    switch role {
    case .expand: "_expand_conv"
    case .expandNormalization: "_bn0"
    case .depthwise: "_depthwise_conv"
    case .depthwiseNormalization: "_bn1"
    case .squeezeReduce: "_se_reduce"
    case .squeezeExpand: "_se_expand"
    case .project: "_project_conv"
    case .projectNormalization: "_bn2"
    default: nil
    }
  }

  static func mobileNetV2(_ role: LayerRole, expands: Bool) -> String? {
    let first = expands ? 1 : 0
    return switch role {
    case .expand: "0.0"
    case .expandNormalization: "0.1"
    case .depthwise: "\(first).0"
    case .depthwiseNormalization: "\(first).1"
    case .project: "\(first + 1)"
    case .projectNormalization: "\(first + 2)"
    default: nil
    }
  }

  /// torchvision counts the parts that a block has.
  static func efficientNet(_ role: LayerRole, _ kind: Block, expands: Bool) -> String? {
    let depthwise = expands ? 1 : 0
    let squeeze: Int
    switch kind {
    case .mbConv: squeeze = depthwise + 1
    case .fusedMBConv: squeeze = depthwise
    case .convolution, .depthwiseSeparable, .universalBottleneck, .basicResidual,
      .bottleneckResidual:
      return nil
    }
    let project = squeeze + (kind.squeeze == nil ? 0 : 1)
    return switch role {
    case .expand: "0.0"
    case .expandNormalization: "0.1"
    case .depthwise: "\(depthwise).0"
    case .depthwiseNormalization: "\(depthwise).1"
    case .squeezeReduce: "\(squeeze).fc1"
    case .squeezeExpand: "\(squeeze).fc2"
    case .project: "\(project).0"
    case .projectNormalization: "\(project).1"
    default: nil
    }
  }

  /// timm numbers the normalisations, and says `conv_pw` of whichever 1×1 convolution comes first.
  static func timmEfficientNet(_ role: LayerRole, _ kind: Block, expands: Bool) -> String? {
    switch role {
    case .squeezeReduce: return "se.conv_reduce"
    case .squeezeExpand: return "se.conv_expand"
    default: break
    }
    let names: [LayerRole: String]
    switch kind {
    case .mbConv where expands:
      names = [
        .expand: "conv_pw", .expandNormalization: "bn1", .depthwise: "conv_dw",
        .depthwiseNormalization: "bn2", .project: "conv_pwl", .projectNormalization: "bn3",
      ]
    case .mbConv, .depthwiseSeparable:
      names = [
        .depthwise: "conv_dw", .depthwiseNormalization: "bn1", .project: "conv_pw",
        .projectNormalization: "bn2",
      ]
    case .fusedMBConv where expands:
      names = [
        .expand: "conv_exp", .expandNormalization: "bn1", .project: "conv_pwl",
        .projectNormalization: "bn2",
      ]
    case .fusedMBConv:
      names = [.project: "conv", .projectNormalization: "bn1"]
    case .convolution:
      names = [.convolution: "conv", .convolutionNormalization: "bn1"]
    case .universalBottleneck:
      names = [
        .startDepthwise: "dw_start.conv", .startDepthwiseNormalization: "dw_start.bn",
        .expand: "pw_exp.conv", .expandNormalization: "pw_exp.bn", .depthwise: "dw_mid.conv",
        .depthwiseNormalization: "dw_mid.bn", .project: "pw_proj.conv",
        .projectNormalization: "pw_proj.bn", .endDepthwise: "dw_end.conv",
        .endDepthwiseNormalization: "dw_end.bn",
      ]
    case .basicResidual, .bottleneckResidual:
      names = [:]
    }
    return names[role]
  }
}

import Architectures
import Networks

/// How a PyTorch library names the modules of a family of networks.
struct ModuleScheme {
  /// Families whose modules are named alike.
  private enum Family {
    case residual, mobileNetV2, efficientNet, timmEfficientNet
  }

  private let family: Family?
  private let naming: WeightNaming
  private let architecture: Architecture
  /// For each stage, how many blocks come before it.
  private let blocksBefore: [Int]

  init(_ naming: WeightNaming, _ architecture: Architecture) {
    self.naming = naming
    self.architecture = architecture
    var blocksBefore: [Int] = []
    var count = 0
    for stage in architecture.stages {
      blocksBefore.append(count)
      count += stage.repeats
    }
    self.blocksBefore = blocksBefore
    family = Self.family(naming, architecture)
  }

  private static func family(_ naming: WeightNaming, _ architecture: Architecture) -> Family? {
    var isResidual = true
    var isInverted = true
    for stage in architecture.stages {
      switch stage.block {
      case .basicResidual, .bottleneckResidual: isInverted = false
      case .mbConv, .fusedMBConv: isResidual = false
      case .convolution, .depthwiseSeparable:
        isResidual = false
        isInverted = isInverted && naming != .torchvision
      }
    }
    guard architecture.stem.layers.count == 1, architecture.head.hiddenUnits == nil else {
      return nil
    }
    if isResidual { return architecture.head.channels == nil ? .residual : nil }
    guard isInverted else { return nil }
    switch naming {
    case .timm, .timmTensorFlow: return .timmEfficientNet
    case .torchvision: return isMobileNetV2(architecture) ? .mobileNetV2 : .efficientNet
    case .compound: return nil
    }
  }

  /// torchvision names the modules of MobileNetV2 otherwise than those of later MBConv networks.
  private static func isMobileNetV2(_ architecture: Architecture) -> Bool {
    architecture.activation == .relu6
      && architecture.stages.allSatisfy { stage in
        if case .mbConv(let parts) = stage.block { parts.squeeze == nil } else { false }
      }
  }

  /// The module that holds the parameters of layer `index` of the network that the architecture
  /// lowers to: `blocks.2.0.conv_pw` for `stage3.block1.expand`; `nil` where the library has none.
  func module(of index: Int, in network: Network) -> String? {
    let layer = network.layers[index]
    guard let family, let role = layer.role else { return nil }
    let stage = network.stages[layer.stage]
    switch (stage, layer.block) {
    case ("stem", nil): return stem(role, family)
    case ("head", nil): return head(role, family)
    case (_, let block?):
      guard let number = Int(stage.dropFirst("stage".count)),
        architecture.stages.indices.contains(number - 1)
      else { return nil }
      return self.block(stage: number, number: block + 1, role: role, family)
    case (_, nil): return nil
    }
  }

  private func stem(_ role: LayerRole, _ family: Family) -> String? {
    switch (role, family) {
    case (.convolution, .residual): "conv1"
    case (.convolution, .timmEfficientNet): "conv_stem"
    case (.convolution, .mobileNetV2), (.convolution, .efficientNet): "features.0.0"
    case (.convolutionNormalization, .residual): "bn1"
    case (.convolutionNormalization, .timmEfficientNet): "bn1"
    case (.convolutionNormalization, .mobileNetV2): "features.0.1"
    case (.convolutionNormalization, .efficientNet): "features.0.1"
    default: nil
    }
  }

  private func head(_ role: LayerRole, _ family: Family) -> String? {
    let last =
      family == .mobileNetV2 ? architecture.blockCount + 1 : architecture.stages.count + 1
    return switch (role, family) {
    case (.logits, .residual): "fc"
    case (.logits, .timmEfficientNet): "classifier"
    case (.logits, .mobileNetV2), (.logits, .efficientNet): "classifier.1"
    case (.convolution, .timmEfficientNet): "conv_head"
    case (.convolutionNormalization, .timmEfficientNet): "bn2"
    case (.convolution, .mobileNetV2), (.convolution, .efficientNet): "features.\(last).0"
    case (.convolutionNormalization, .mobileNetV2): "features.\(last).1"
    case (.convolutionNormalization, .efficientNet): "features.\(last).1"
    default: nil
    }
  }

  private func block(stage: Int, number: Int, role: LayerRole, _ family: Family) -> String? {
    let kind = architecture.stages[stage - 1].block
    let expands = self.expands(stage: stage, number: number)
    switch family {
    case .residual:
      return residual(role).map { "layer\(stage).\(number - 1).\($0)" }
    case .mobileNetV2:
      let index = blocksBefore[stage - 1] + number
      return Self.mobileNetV2(role, expands: expands).map { "features.\(index).conv.\($0)" }
    case .efficientNet:
      return Self.efficientNet(role, kind, expands: expands)
        .map { "features.\(stage).\(number - 1).block.\($0)" }
    case .timmEfficientNet:
      return Self.timmEfficientNet(role, kind, expands: expands)
        .map { "blocks.\(stage - 1).\(number - 1).\($0)" }
    }
  }

  /// Whether a block has an expansion of its own, as lowering decides it.
  private func expands(stage: Int, number: Int) -> Bool {
    let before = stage == 1 ? architecture.stem.channels : architecture.stages[stage - 2].channels
    let input = number == 1 ? before : architecture.stages[stage - 1].channels
    return switch architecture.stages[stage - 1].block {
    case .mbConv(let parts), .fusedMBConv(let parts):
      parts.expansion.innerChannels(input: input) != input
    case .convolution, .depthwiseSeparable, .basicResidual, .bottleneckResidual: false
    }
  }
}

extension ModuleScheme {
  private func residual(_ role: LayerRole) -> String? {
    switch role {
    case .convolution1: "conv1"
    case .convolution1Normalization: "bn1"
    case .convolution2: "conv2"
    case .convolution2Normalization: "bn2"
    case .convolution3: "conv3"
    case .convolution3Normalization: "bn3"
    case .shortcut: "downsample.0"
    case .shortcutNormalization: "downsample.1"
    case .squeezeReduce: naming != .torchvision ? "se.fc1" : nil
    case .squeezeExpand: naming != .torchvision ? "se.fc2" : nil
    default: nil
    }
  }

  private static func mobileNetV2(_ role: LayerRole, expands: Bool) -> String? {
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
  private static func efficientNet(_ role: LayerRole, _ kind: Block, expands: Bool) -> String? {
    let depthwise = expands ? 1 : 0
    let squeeze: Int
    switch kind {
    case .mbConv: squeeze = depthwise + 1
    case .fusedMBConv: squeeze = depthwise
    case .convolution, .depthwiseSeparable, .basicResidual, .bottleneckResidual: return nil
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
  private static func timmEfficientNet(_ role: LayerRole, _ kind: Block, expands: Bool) -> String? {
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
    case .basicResidual, .bottleneckResidual:
      names = [:]
    }
    return names[role]
  }
}

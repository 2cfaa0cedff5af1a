import Architectures
import Networks

/// How a PyTorch library names the modules of a family of networks.
struct ModuleScheme {
  private let family: LibraryFamily?
  private let naming: WeightNaming
  private let architecture: Architecture
  /// For each stage, how many blocks come before it.
  private let blocksBefore: [Int]
  /// For each stage, the number, from 0, of the library's stage that it is part of, and how many
  /// blocks of that come before it.
  private let places: [(stage: Int, blocksBefore: Int)]

  init(_ naming: WeightNaming, _ architecture: Architecture) {
    self.naming = naming
    self.architecture = architecture
    var blocksBefore: [Int] = []
    var places: [(stage: Int, blocksBefore: Int)] = []
    var count = 0
    var next = (stage: -1, blocksBefore: 0)
    for stage in architecture.stages {
      blocksBefore.append(count)
      count += stage.repeats
      if !stage.joinsStageBefore { next = (next.stage + 1, 0) }
      places.append(next)
      next.blocksBefore += stage.repeats
    }
    self.blocksBefore = blocksBefore
    self.places = places
    family = LibraryFamily(naming, architecture)
  }

  /// Whether the library holds the head's hidden layer as a 1×1 convolution behind the pooling.
  private var convolvesHidden: Bool { family == .timmEfficientNet }

  /// What the library builds otherwise under the same names.
  var misfits: [String] { family?.misfits(architecture, naming) ?? [] }

  /// The module that holds the parameters of layer `index` of the network that the architecture
  /// lowers to: `blocks.2.0.conv_pw` for `stage3.block1.expand`; `nil` where the library has none.
  func module(of index: Int, in network: Network) -> LibraryModule? {
    guard let name = moduleName(of: index, in: network) else { return nil }
    let isConvolution = convolvesHidden && network.layers[index].role == .hidden
    return LibraryModule(name: name, form: isConvolution ? .convolution : .plain)
  }

  private func moduleName(of index: Int, in network: Network) -> String? {
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
      let module = self.block(stage: number, number: block + 1, role: role, family)
      guard let share = layer.share else { return module }
      // Only timm has convolutions on shares of the channels, as modules of one module.
      guard case .timmEfficientNet = family else { return nil }
      return module.map { "\($0).\(share)" }
    case (_, nil): return nil
    }
  }

  private func stem(_ role: LayerRole, _ family: LibraryFamily) -> String? {
    let names: (convolution: String, normalization: String) =
      switch family {
      case .resNet: ("conv1", "bn1")
      case .legacySENet: ("layer0.conv1", "layer0.bn1")
      case .regNet where naming == .torchvision: ("stem.0", "stem.1")
      case .regNet: ("stem.conv", "stem.bn")
      case .mobileNetV2, .mobileNetV3, .efficientNet: ("features.0.0", "features.0.1")
      case .mnasNet: ("layers.0", "layers.1")
      case .timmEfficientNet: ("conv_stem", "bn1")
      case .efficientNetPyTorch: ("_conv_stem", "_bn0")
      }
    return switch role {
    case .convolution: names.convolution
    case .convolutionNormalization: names.normalization
    default: nil
    }
  }

  private func head(_ role: LayerRole, _ family: LibraryFamily) -> String? {
    let names: (logits: String, convolution: String?, normalization: String?)
    switch family {
    case .resNet: names = ("fc", nil, nil)
    case .legacySENet: names = ("last_linear", nil, nil)
    case .regNet: names = (naming == .torchvision ? "fc" : "head.fc", nil, nil)
    case .mobileNetV2:
      let last = "features.\(architecture.blockCount + 1)"
      names = ("classifier.1", "\(last).0", "\(last).1")
    case .efficientNet:
      let last = "features.\(architecture.stages.count + 1)"
      names = ("classifier.1", "\(last).0", "\(last).1")
    case .mobileNetV3:
      let last = "features.\(architecture.blockCount + 1)"
      names = ("classifier.3", "\(last).0", "\(last).1")
    case .mnasNet:
      let last = Self.mnasNetFirstStack + architecture.stages.count - 1
      names = ("classifier.1", "layers.\(last)", "layers.\(last + 1)")
    case .timmEfficientNet where architecture.head.isMobileNetV3s:
      // Its last convolution is a stage of one block.
      let last = "blocks.\((places.last?.stage ?? -1) + 1).0"
      names = ("classifier", "\(last).conv", "\(last).bn1")
    case .timmEfficientNet: names = ("classifier", "conv_head", "bn2")
    case .efficientNetPyTorch: names = ("_fc", "_conv_head", "_bn1")
    }
    return switch role {
    case .hidden where family == .mobileNetV3: "classifier.0"
    case .hidden: family == .timmEfficientNet ? "conv_head" : nil
    case .hiddenNormalization: family == .timmEfficientNet ? "norm_head" : nil
    case .logits: names.logits
    case .convolution: names.convolution
    case .convolutionNormalization: names.normalization
    default: nil
    }
  }

  private func block(
    stage: Int, number: Int, role: LayerRole, _ family: LibraryFamily
  ) -> String? {
    let kind = architecture.stages[stage - 1].block
    let expands = self.expands(stage: stage, number: number)
    switch family {
    case .resNet:
      return Self.residual(role).map { "layer\(stage).\(number - 1).\($0)" }
    case .legacySENet:
      return Self.legacySENet(role).map { "layer\(stage).\(number - 1).\($0)" }
    case .regNet where naming == .torchvision:
      let block = "trunk_output.block\(stage).block\(stage)-\(number - 1)"
      return Self.torchvisionRegNet(role).map { "\(block).\($0)" }
    case .regNet:
      return Self.timmRegNet(role).map { "s\(stage).b\(number).\($0)" }
    case .mobileNetV2:
      let index = blocksBefore[stage - 1] + number
      return Self.mobileNetV2(role, expands: expands).map { "features.\(index).conv.\($0)" }
    case .mobileNetV3:
      let index = blocksBefore[stage - 1] + number
      return Self.efficientNet(role, kind, expands: expands).map { "features.\(index).block.\($0)" }
    case .mnasNet:
      return Self.mnasNet(role, stage: stage, number: number)
    case .efficientNet:
      return Self.efficientNet(role, kind, expands: expands)
        .map { "features.\(stage).\(number - 1).block.\($0)" }
    case .timmEfficientNet:
      return Self.timmEfficientNet(role, kind, expands: expands)
        .map { name in
          let place = places[stage - 1]
          return "blocks.\(place.stage).\(place.blocksBefore + number - 1).\(name)"
        }
    case .efficientNetPyTorch:
      let index = blocksBefore[stage - 1] + number - 1
      return Self.efficientNetPyTorch(role).map { "_blocks.\(index).\($0)" }
    }
  }

  /// Whether a block has an expansion of its own, as lowering decides it.
  private func expands(stage: Int, number: Int) -> Bool {
    let before = stage == 1 ? architecture.stem.channels : architecture.stages[stage - 2].channels
    let input = number == 1 ? before : architecture.stages[stage - 1].channels
    return switch architecture.stages[stage - 1].block {
    case .mbConv(let parts), .fusedMBConv(let parts):
      parts.expands(input: input)
    case .universalBottleneck: true
    case .convolution, .depthwiseSeparable, .basicResidual, .bottleneckResidual: false
    }
  }
}

import Networks

/// Networks whose features or blocks are PyTorch's plain sequences.
extension GraphScheme {
  /// VGG, AlexNet and SqueezeNet: every layer has a place in `features` or `classifier`, flattened
  /// maps and the pooling before them have none, and a fire module has one.
  static func sequential(_ stages: [GraphStage], head: [LibraryModule] = []) -> [LibraryModule] {
    var modules: [LibraryModule] = []
    var place = 0
    for stage in stages where stage.name != "head" {
      if stage.name.hasPrefix("fire") {
        if case .pooling? = stage.operations.first { place += 1 }
        modules += ["squeeze", "expand1x1", "expand3x3"].map { "features.\(place).\($0)" }.modules
        place += 1
        continue
      }
      for operation in stage.operations {
        if operation.isLinear || operation.isNormalization {
          modules.append(LibraryModule(name: "features.\(place)"))
        }
        place += 1
      }
    }
    guard head.isEmpty else { return modules + head }
    place = 0
    for operation in stages.last?.operations ?? [] {
      switch operation {
      case .flatten, .pooling, .adaptiveAveragePooling, .globalAveragePooling: continue
      default: break
      }
      if operation.isLinear { modules.append(LibraryModule(name: "classifier.\(place)")) }
      place += 1
    }
    return modules
  }

  /// torchvision's and timm's `DenseNet`.
  static func denseNet(_ stages: [GraphStage]) -> [LibraryModule] {
    stages.flatMap { stage -> [LibraryModule] in
      switch stage.name {
      case "stem": return ["features.conv0", "features.norm0"].modules
      case "head": return ["features.norm5", "classifier"].modules
      case let name where name.hasPrefix("block"):
        return (0..<stage.owners.count / 4).flatMap { layer in
          ["norm1", "conv1", "norm2", "conv2"].map {
            "features.denseblock\(stage.number).denselayer\(layer + 1).\($0)"
          }
        }.modules
      default:
        let name = "features.transition\(stage.number)"
        return ["\(name).norm", "\(name).conv"].modules
      }
    }
  }

  /// torchvision's `ShuffleNetV2`.
  static func shuffleNetV2(_ stages: [GraphStage]) -> [LibraryModule] {
    stages.flatMap { stage -> [LibraryModule] in
      switch stage.name {
      case "stem": return ["conv1.0", "conv1.1"].modules
      case "head": return ["conv5.0", "conv5.1", "fc"].modules
      default:
        let branch = [0, 1, 3, 4, 5, 6].map { "branch2.\($0)" }
        let first = (0..<4).map { "branch1.\($0)" } + branch
        let later = max(0, stage.owners.count - first.count) / branch.count
        let blocks = [first] + [[String]](repeating: branch, count: later)
        return blocks.enumerated().flatMap { block, names in
          names.map { "\(stage.name).\(block).\($0)" }
        }.modules
      }
    }
  }

  /// timm's `DPN`: normalisations come before their convolutions.
  static func dualPath(_ stages: [GraphStage]) -> [LibraryModule] {
    stages.flatMap { stage -> [LibraryModule] in
      switch stage.name {
      case "stem": return ["features.conv1_1"].pairs()
      case "head": return ["features.conv5_bn_ac.bn", "classifier"].modules
      default:
        let block = ["c1x1_a", "c3x3_b", "c1x1_c"]
        let projection = stage.number == 1 ? "c1x1_w_s1" : "c1x1_w_s2"
        let later = max(0, stage.owners.count - 8) / 6
        let blocks = [[projection] + block] + [[String]](repeating: block, count: later)
        return blocks.enumerated().flatMap { index, names in
          names.map { "features.conv\(stage.number + 1)_\(index + 1).\($0)" }.pairs("bn", "conv")
        }
      }
    }
  }

  /// timm's `legacy_xception`: of a module the sequence `rep` and the shortcut `skip`.
  static func xception(_ stages: [GraphStage]) -> [LibraryModule] {
    stages.flatMap { stage -> [LibraryModule] in
      switch stage.name {
      case "stem": return ["conv1", "bn1", "conv2", "bn2"].modules
      case "head":
        return [3, 4].flatMap { ["conv\($0).conv1", "conv\($0).pointwise", "bn\($0)"] }.modules
          + ["fc"].modules
      default:
        // The first module's first activation is left out, as the stem ends in one.
        let start = stage.number == 1 ? 0 : 1
        let hasShortcut = stage.owners.count % 3 == 2
        let repeats = stage.owners.count / 3
        let parts = (0..<repeats).flatMap { index in
          let place = start + 3 * index
          return ["rep.\(place).conv1", "rep.\(place).pointwise", "rep.\(place + 1)"]
        }
        return (parts + (hasShortcut ? ["skip", "skipbn"] : [])).map { "\(stage.name).\($0)" }
          .modules
      }
    }
  }
}

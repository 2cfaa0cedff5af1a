import Networks

/// Networks in blocks of several forms.
extension GraphScheme {
  /// timm's `GhostNet`: which parts a block has is told by what follows.
  static func ghostNet(_ stages: [GraphStage]) -> [LibraryModule] {
    stages.flatMap { stage -> [LibraryModule] in
      switch stage.name {
      case "stem": ["conv_stem", "bn1"].modules
      case "head": ["conv_head", "classifier"].modules
      case "stage10": ["blocks.9.0.conv", "blocks.9.0.bn1"].modules
      default:
        ghostBlocks(stage.owners).enumerated().flatMap { block, names in
          names.map { "blocks.\(stage.number - 1).\(block).\($0)" }
        }.modules
      }
    }
  }

  /// The parts of each block of a stage.
  private static func ghostBlocks(_ owners: [GraphStage.Owner]) -> [[String]] {
    func ghost(_ number: Int) -> [String] {
      ["primary_conv.0", "primary_conv.1", "cheap_operation.0", "cheap_operation.1"]
        .map { "ghost\(number).\($0)" }
    }
    var blocks: [[String]] = []
    var next = 0
    func isDepthwise() -> Bool { next < owners.count && owners[next].isDepthwise }
    func take(_ names: [String]) -> [String] {
      next += names.count
      return names
    }
    while next < owners.count {
      var block = take(ghost(1))
      if isDepthwise() { block += take(["conv_dw", "bn_dw"]) }
      if next < owners.count, owners[next].role == .squeezeReduce {
        block += take(["se.conv_reduce", "se.conv_expand"])
      }
      block += take(ghost(2))
      if isDepthwise() { block += take((0..<4).map { "shortcut.\($0)" }) }
      blocks.append(block)
    }
    return blocks
  }

  /// torchvision's `ConvNeXt`, where the stem, downsamplings and stages are numbered together.
  static func torchvisionConvNeXt(_ stages: [GraphStage]) -> [LibraryModule] {
    stages.flatMap { stage -> [LibraryModule] in
      switch stage.name {
      case "stem": return ["features.0.0", "features.0.1"].modules
      case "head": return ["classifier.0", "classifier.2"].modules
      case let name where name.hasPrefix("downsampling"):
        return ["features.\(2 * stage.number).0", "features.\(2 * stage.number).1"].modules
      default:
        return (0..<stage.owners.count / 5).flatMap { block in
          let name = "features.\(2 * stage.number - 1).\(block)"
          return [0, 2, 3, 5].map { "\(name).block.\($0)" }.modules + [
            LibraryModule(name: "\(name).layer_scale", form: .factor(trailingExtents: 2))
          ]
        }
      }
    }
  }

  /// timm's `ConvNeXt`.
  static func timmConvNeXt(_ stages: [GraphStage]) -> [LibraryModule] {
    stages.flatMap { stage -> [LibraryModule] in
      switch stage.name {
      case "stem": return ["stem.0", "stem.1"].modules
      case "head": return ["head.norm", "head.fc"].modules
      case let name where name.hasPrefix("downsampling"):
        return (0..<2).map { "stages.\(stage.number).downsample.\($0)" }.modules
      default:
        return (0..<stage.owners.count / 5).flatMap { block in
          let name = "stages.\(stage.number - 1).blocks.\(block)"
          return ["conv_dw", "norm", "mlp.fc1", "mlp.fc2"].map { "\(name).\($0)" }.modules + [
            LibraryModule(name: "\(name).gamma", form: .factor(trailingExtents: 0))
          ]
        }
      }
    }
  }

  /// timm's `legacy_senet154`.
  static func senet154(_ stages: [GraphStage]) -> [LibraryModule] {
    stages.flatMap { stage -> [LibraryModule] in
      switch stage.name {
      case "stem": return (1...3).flatMap { ["layer0.conv\($0)", "layer0.bn\($0)"] }.modules
      case "head": return ["last_linear"].modules
      default:
        let branch = (1...3).flatMap { ["conv\($0)", "bn\($0)"] }
        let gate = ["se_module.fc1", "se_module.fc2"]
        let first = branch + ["downsample.0", "downsample.1"] + gate
        let later = max(0, stage.owners.count - first.count) / (branch + gate).count
        let blocks = [first] + [[String]](repeating: branch + gate, count: later)
        return blocks.enumerated().flatMap { block, names in
          names.map { "layer\(stage.number).\(block).\($0)" }
        }.modules
      }
    }
  }
}

import Networks

/// The Inception networks, whose modules are convolutions with a normalisation each.
extension GraphScheme {
  /// torchvision's `GoogLeNet`.
  static func googLeNet(_ stages: [GraphStage]) -> [LibraryModule] {
    stages.flatMap { stage -> [LibraryModule] in
      switch stage.name {
      case "stem": ["conv1", "conv2", "conv3"].pairs()
      case "head": ["fc"].modules
      default:
        ["branch1", "branch2.0", "branch2.1", "branch3.0", "branch3.1", "branch4.1"]
          .map { "\(stage.name).\($0)" }.pairs()
      }
    }
  }

  /// torchvision's and timm's `InceptionV3`.
  static func inceptionV3(_ stages: [GraphStage]) -> [LibraryModule] {
    func numbered(_ name: String, _ numbers: String...) -> [String] {
      numbers.map { "\(name)_\($0)" }
    }
    return stages.flatMap { stage -> [LibraryModule] in
      let branches: [String]
      switch stage.name {
      case "stem":
        return ["1a_3x3", "2a_3x3", "2b_3x3", "3b_1x1", "4a_3x3"].map { "Conv2d_\($0)" }.pairs()
      case "head": return ["fc"].modules
      case "auxiliary":
        return ["AuxLogits.conv0", "AuxLogits.conv1"].pairs() + ["AuxLogits.fc"].modules
      case "mixed5b", "mixed5c", "mixed5d":
        branches =
          ["branch1x1"] + numbered("branch5x5", "1", "2") + numbered("branch3x3dbl", "1", "2", "3")
          + ["branch_pool"]
      case "mixed6a": branches = ["branch3x3"] + numbered("branch3x3dbl", "1", "2", "3")
      case "mixed7a":
        branches = numbered("branch3x3", "1", "2") + numbered("branch7x7x3", "1", "2", "3", "4")
      case "mixed7b", "mixed7c":
        branches =
          ["branch1x1"] + numbered("branch3x3", "1", "2a", "2b")
          + numbered("branch3x3dbl", "1", "2", "3a", "3b") + ["branch_pool"]
      default:
        branches =
          ["branch1x1"] + numbered("branch7x7", "1", "2", "3")
          + numbered("branch7x7dbl", "1", "2", "3", "4", "5") + ["branch_pool"]
      }
      return branches.map { "Mixed_\(stage.name.dropFirst("mixed".count)).\($0)" }.pairs()
    }
  }

  /// timm's `InceptionV4`, whose stem and modules are one sequence.
  static func inceptionV4(_ stages: [GraphStage]) -> [LibraryModule] {
    var place = 6
    return stages.flatMap { stage -> [LibraryModule] in
      switch stage.name {
      case "stem":
        let mixed = ["4.branch0.0", "4.branch0.1"] + (0..<4).map { "4.branch1.\($0)" }
        return (["0", "1", "2", "3.conv"] + mixed + ["5.conv"]).map { "features.\($0)" }.pairs()
      case "head": return ["last_linear"].modules
      default: break
      }
      let branches: [String]
      switch stage.name {
      case "reductionA": branches = ["branch0"] + places("branch1", 3)
      case "reductionB": branches = places("branch0", 2) + places("branch1", 4)
      case let name where name.hasPrefix("inceptionA"):
        branches = ["branch0"] + places("branch1", 2) + places("branch2", 3) + ["branch3.1"]
      case let name where name.hasPrefix("inceptionB"):
        branches = ["branch0"] + places("branch1", 3) + places("branch2", 5) + ["branch3.1"]
      default:
        branches =
          ["branch0"] + ["0", "1a", "1b"].map { "branch1_\($0)" }
          + ["0", "1", "2", "3a", "3b"].map { "branch2_\($0)" } + ["branch3.1"]
      }
      defer { place += 1 }
      return branches.map { "features.\(place).\($0)" }.pairs()
    }
  }

  /// timm's `InceptionResnetV2`; a block ends in a convolution without normalisation.
  static func inceptionResNetV2(_ stages: [GraphStage]) -> [LibraryModule] {
    stages.flatMap { stage -> [LibraryModule] in
      switch stage.name {
      case "stem": return ["1a", "2a", "2b", "3b", "4a"].map { "conv2d_\($0)" }.pairs()
      case "head": return ["conv2d_7b"].pairs() + ["classif"].modules
      case "mixed5b":
        let branches =
          ["branch0"] + places("branch1", 2) + places("branch2", 3) + ["branch3.1"]
        return branches.map { "mixed_5b.\($0)" }.pairs()
      case "mixed6a":
        return (["branch0"] + places("branch1", 3)).map { "mixed_6a.\($0)" }.pairs()
      case "mixed7a":
        let branches = places("branch0", 2) + places("branch1", 2) + places("branch2", 3)
        return branches.map { "mixed_7a.\($0)" }.pairs()
      case "block35":
        return residual(stage, "repeat", ["branch0"] + places("branch1", 2) + places("branch2", 3))
      case "block17": return residual(stage, "repeat_1", ["branch0"] + places("branch1", 3))
      default:
        return residual(stage, "repeat_2", ["branch0"] + places("branch1", 3), last: "block8")
      }
    }
  }

  /// Numbered parts of a branch: `branch1.0` and `branch1.1` for two.
  private static func places(_ name: String, _ count: Int) -> [String] {
    (0..<count).map { "\(name).\($0)" }
  }

  /// The blocks of a stage, of which the last may have a name of its own.
  private static func residual(
    _ stage: GraphStage, _ name: String, _ branches: [String], last: String? = nil
  ) -> [LibraryModule] {
    let count = stage.owners.count / (2 * branches.count + 1)
    return (0..<count).flatMap { block -> [LibraryModule] in
      let module = block == count - 1 ? last ?? "\(name).\(block)" : "\(name).\(block)"
      return branches.map { "\(module).\($0)" }.pairs() + ["\(module).conv2d"].modules
    }
  }
}

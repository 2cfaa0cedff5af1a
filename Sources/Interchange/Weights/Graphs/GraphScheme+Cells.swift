import Networks

/// timm's port of PNASNet-5, whose cells name the two sides of each sum.
///
/// Its port of NASNet-A is another network than TensorFlow's: the average poolings that halve a map
/// count the padding.
extension GraphScheme {
  /// timm's `PNASNet5Large`, where a module of its own reduces what a cell reads from further back.
  static func pnasNet(_ stages: [GraphStage]) -> [LibraryModule] {
    stages.flatMap { stage -> [LibraryModule] in
      switch stage.name {
      case "stem": ["conv_0"].pairs()
      case "head": ["last_linear"].modules
      case let name:
        cell(
          "\(name.hasPrefix("stem") ? "cell_stem" : "cell")_\(stage.number - 1)", stage.owners)
      }
    }
  }

  /// A cell: what matches its two inputs, then its sums' operations that have weights.
  ///
  /// - Parameters:
  ///   - name: The cell's module.
  ///   - owners: Its layers with parameters. A projection is the right side of the sum whose left one
  ///     comes before it.
  /// - Returns: The modules, in the order of the layers.
  private static func cell(
    _ name: String, _ owners: [GraphStage.Owner]
  ) -> [LibraryModule] {
    let matching = owners.prefix { !$0.isDepthwise }.count
    var modules =
      switch matching {
      case 5:
        ["path_1.conv", "path_2.conv", "final_path_bn"].map { "\(name).conv_prev_1x1.\($0)" }
          .modules
      case 4: ["\(name).conv_prev_1x1"].pairs()
      default: [LibraryModule]()
      }
    modules += ["\(name).conv_1x1"].pairs()
    var next = matching
    var sides = ["0_left", "1_left", "2_left", "2_right", "3_left", "4_left"].makeIterator()
    var side = ""
    while next < owners.count {
      let module = "\(name).comb_iter_"
      if owners[next].isDepthwise {
        side = sides.next() ?? ""
        modules +=
          (1...2).flatMap { step in
            [
              "separable_\(step).depthwise_conv2d", "separable_\(step).pointwise_conv2d",
              "bn_sep_\(step)",
            ]
          }.map { "\(module)\(side).\($0)" }.modules
        next += 6
      } else {
        modules += ["\(module)\(side.prefix(1))_right"].pairs()
        next += 2
      }
    }
    return modules
  }
}

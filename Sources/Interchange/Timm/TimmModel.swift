public import Architectures
public import Files
import Foundation
public import Networks

/// An architecture as timm's own builder makes it: its `arch_def` and the few arguments beside it, as
/// Python that runs with timm, and the weights under timm's names.
///
/// Padding, epsilon, gates and widths are arguments of the builder, so that whatever the network was
/// trained as stays; names of weights are timm's under all of them.
public struct TimmModel: Sendable {
  private let architecture: Architecture
  private let definition: TimmDefinition

  /// - Parameter architecture: The network, with its dropout and its padding.
  /// - Throws: `FileError` with what timm's builder cannot express.
  public init(_ architecture: Architecture) throws(FileError) {
    guard let family = LibraryFamily(.timm, architecture), family == .timmEfficientNet else {
      throw FileError(
        .mismatch, file: architecture.name,
        "timm's builder of block strings has no such network; expected one convolution as stem, "
          + "inverted bottlenecks and their like, and a head as EfficientNet's or MobileNetV3's "
          + "(--output with a name in .safetensors writes weights for timm's other classes)")
    }
    let misfits = family.frameMisfits(architecture)
    guard misfits.isEmpty else {
      throw FileError(
        .mismatch, file: architecture.name,
        "timm's builder cannot express " + misfits.joined(separator: ", "))
    }
    self.architecture = architecture
    definition = try TimmDefinition(architecture, takesArguments: true)
  }

  /// Python with a function `build` that returns the network.
  ///
  /// - Parameter weights: The name of a file of weights beside it that the program loads when it is
  ///   run; `nil` for none.
  /// - Returns: The text of the program.
  public func code(weights: String? = nil) -> String {
    let lists = definition.lists.map { list in
      let line = "    [" + list.map { "\"\($0)\"" }.joined(separator: ", ") + "],"
      guard line.count > Self.columns else { return line }
      return (["    ["] + list.map { "        \"\($0)\"," } + ["    ],"]).joined(separator: "\n")
    }
    var text = """
      \"\"\"\(architecture.name), as timm builds it.\"\"\"

      \(imports(weights).joined(separator: "\n"))

      ARCH_DEF = [
      \(lists.joined(separator: "\n"))
      ]


      def build(**changes):
          \"\"\"The network; `changes` replace arguments of timm's class.\"\"\"
          arguments = dict(
      \(arguments.map { "        \($0)," }.joined(separator: "\n"))
          )
          return \(className)(**{**arguments, **changes})

      """
    if let weights {
      text += """


        if __name__ == "__main__":
            weights = load_file(Path(__file__).with_name("\(weights)"))
            model = build()
            model.load_state_dict(weights, strict=True)
            print(model)

        """
    }
    return text
  }

  /// Writes the weights under timm's names; what the network does otherwise than timm's networks by
  /// default stands beside them, so that reading the file here gives the same network.
  ///
  /// - Throws: `FileError` where the disk refuses.
  public func writeWeights(
    of network: Network, to path: String, metadata: [String: String] = [:],
    values: (_ parameter: ParameterID) throws -> [Float]
  ) throws {
    let names = try WeightNaming.timm.namesIfBuilt(of: network, from: architecture)
    try WeightFile.write(
      names, of: network, naming: .timm, to: path,
      metadata: metadata.merging(WeightConventions(architecture).metadata) { $1 }, values: values)
  }

  private static let columns = 88

  /// timm's class: MobileNetV3 pools before its last convolution.
  private var className: String {
    architecture.head.hiddenUnits == nil ? "EfficientNet" : "MobileNetV3"
  }

  private func imports(_ weights: String?) -> [String] {
    var lines = weights == nil ? [] : ["from pathlib import Path"]
    lines = ["from functools import partial"] + lines + [""]
    if weights != nil { lines.append("from safetensors.torch import load_file") }
    lines.append("from timm.layers import get_act_layer")
    if hasOwnSqueeze { lines.append("from timm.models._efficientnet_blocks import SqueezeExcite") }
    let rounding = hasOwnSqueeze && definition.squeeze.roundsToEight ? ", round_channels" : ""
    lines.append("from timm.models._efficientnet_builder import decode_arch_def\(rounding)")
    let module = className == "EfficientNet" ? "efficientnet" : "mobilenetv3"
    lines.append("from timm.models.\(module) import \(className)")
    lines.append("from torch import nn")
    return lines
  }

  private var hasOwnSqueeze: Bool {
    definition.squeeze != .efficientNet && architecture.stages.contains { $0.block.squeeze != nil }
  }

  private var arguments: [String] {
    let head = architecture.head
    let normalization = architecture.normalization
    var arguments = [
      "block_args=decode_arch_def(ARCH_DEF)", "num_classes=\(head.classes)",
      "in_chans=\(architecture.inputChannels)", "stem_size=\(architecture.stem.channels)",
      "num_features=\(head.hiddenUnits ?? head.channels ?? 0)",
      "pad_type=\"\(architecture.padding == .same ? "same" : "")\"",
      "act_layer=\(Self.activation(architecture.activation))",
      "norm_layer=partial(nn.BatchNorm2d, eps=\(normalization.epsilon), "
        + "momentum=\(Self.number(1 - normalization.momentum)))",
    ]
    if hasOwnSqueeze { arguments.append("se_layer=\(squeeze)") }
    if head.hiddenUnits != nil {
      if head.normalizesHidden { arguments.append("head_bias=False") }
      if head.normalizesHidden { arguments.append("head_norm=True") }
      arguments.append("se_from_exp=\(definition.builder == .mobileNetV3 ? "True" : "False")")
    }
    // The builder rounds every width to a multiple of eight unless it is told not to.
    if !definition.hasRoundWidths { arguments.append("round_chs_fn=int") }
    if head.dropoutRate > 0 { arguments.append("drop_rate=\(head.dropoutRate)") }
    if architecture.survivalProbability < 1 {
      arguments.append("drop_path_rate=\(Self.number(1 - architecture.survivalProbability))")
    }
    return arguments
  }

  private var squeeze: String {
    let squeeze = definition.squeeze
    var parts = ["SqueezeExcite"]
    if squeeze.gate != .sigmoid { parts.append("gate_layer=\"hard_sigmoid\"") }
    if let activation = squeeze.activation {
      parts.append("force_act_layer=\(Self.activation(activation))")
    }
    if squeeze.roundsToEight { parts.append("rd_round_fn=round_channels") }
    let line = "partial(\(parts.joined(separator: ", ")))"
    guard line.count > Self.columns - 20 else { return line }
    return (["partial("] + parts.map { "            \($0)," } + ["        )"])
      .joined(separator: "\n")
  }

  private static func activation(_ activation: Activation) -> String {
    let name =
      switch activation {
      case .hardSwish: "hard_swish"
      case .hardSigmoid: "hard_sigmoid"
      case .relu, .relu6, .silu, .sigmoid, .tanh, .gelu: activation.rawValue
      }
    return "get_act_layer(\"\(name)\")"
  }

  /// A difference of decimals without the last bits of its error.
  private static func number(_ value: Double) -> String {
    "\((value * 1e9).rounded() / 1e9)"
  }
}

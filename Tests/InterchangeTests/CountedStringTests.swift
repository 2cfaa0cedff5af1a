import Architectures
import CostModel
import Files
import Foundation
import Networks
import TestSupport
import Testing

@testable import Interchange

/// Networks that timm built from block strings, with what PyTorch counts of them.
struct CountedStrings: Decodable {
  struct Network: Decodable, Sendable, CustomTestStringConvertible {
    let name: String
    let builder: String
    let activation: String
    let resolution: Int
    let stem: Int
    /// The strings of each of timm's stages, a lone one as a text.
    let strings: [Strings]
    let features: Int?
    let classes: Int
    let parameters: Int
    let multiplyAdds: Int
    let tensors: [String]
    /// What timm multiplies the strings' channels and repeats by.
    let width: Double?
    let depth: Double?

    var testDescription: String { name }
  }

  /// One string, or a list of several.
  struct Strings: Decodable, Sendable {
    let text: String

    init(from decoder: any Decoder) throws {
      let container = try decoder.singleValueContainer()
      if let string = try? container.decode(String.self) {
        text = string
      } else {
        text = "[\(try container.decode([String].self).joined(separator: ", "))]"
      }
    }
  }

  let networks: [Network]

  /// From `block-strings.py`, which stands beside it.
  static let recorded = Result { () throws -> CountedStrings in
    try fixture("block-strings", in: .module)
  }
}

@Suite struct CountedStringTests {
  private static func architecture(_ network: CountedStrings.Network) throws -> Architecture {
    // MobileNetV3 pools before its last convolution, which thereby is a layer of the classifier.
    let features =
      switch (network.builder, network.features) {
      case ("mobilenetv3", let features?): "hiddenUnits: \(features), "
      case ("mobilenetv4", let features?): "normalizesHidden: true, hiddenUnits: \(features), "
      case (_, let features?): "channels: \(features), "
      case (_, nil): ""
      }
    let architecture = try ArchitectureFile.parse(
      """
      resolution: \(network.resolution)
      activation: \(network.activation)
      blockStrings: \(network.builder == "mobilenetv3" ? "mobilenetv3" : "efficientnet")
      scaling: { headWidth: fixed }
      stem: { channels: \(network.stem) }
      stages: [ \(network.strings.map(\.text).joined(separator: ", ")) ]
      head: { \(features)classes: \(network.classes) }
      """, file: "strings.yaml")
    guard let width = network.width, let depth = network.depth else { return architecture }
    return try architecture.scaled(
      by: ScalingCoefficients(depth: depth, width: width)
    ).architecture
  }

  @Test(arguments: try CountedStrings.recorded.get().networks)
  func networksHaveTheParametersAndMultiplyAddsOfTimm(network: CountedStrings.Network) throws {
    let architecture = try Self.architecture(network)
    let cost = try NetworkCost.total(of: try architecture.lowered())
    #expect(cost.parameters == network.parameters)
    #expect(cost.multiplyAdds == network.multiplyAdds)
    let written = try ArchitectureFile.parse(
      ArchitectureFile.text(of: architecture), file: "written.yaml")
    #expect(written.stages == architecture.stages)
  }

  @Test(
    arguments: try CountedStrings.recorded.get().networks.filter { !$0.tensors.isEmpty })
  func tensorsHaveTheNamesOfTimm(network: CountedStrings.Network) throws {
    let architecture = try Self.architecture(network)
    let names = try WeightNaming.timm.names(of: architecture.lowered(), from: architecture)
    #expect(names.map(\.tensor).sorted() == network.tensors.sorted())
  }

  /// The strings that timm reads come back from stages.
  @Test(
    arguments: try CountedStrings.recorded.get().networks
      .filter { $0.tensors.isEmpty && $0.width == nil })
  func knownNetworksAreWrittenAsTimmsStrings(network: CountedStrings.Network) throws {
    let written = try BlockString.text(of: Self.architecture(network), in: .timm)
    // e1 of a cn or ds says nothing, and neither do a0 and p0.
    func usual(_ text: String) -> [[Substring]] {
      text.split { "[], \n".contains($0) }.map { line in
        let hasNoExpansion = line.hasPrefix("cn") || line.hasPrefix("ds")
        return line.split(separator: "_" as Character).filter {
          $0 != "a0" && $0 != "p0" && !(hasNoExpansion && $0 == "e1")
        }
      }
    }
    #expect(usual(written) == network.strings.flatMap { usual($0.text) })
    #expect(written.split(separator: "\n" as Character).count == network.strings.count)
  }

  /// What timm builds of these strings nobody else has names for.
  @Test(arguments: [
    ("ir_r1_k3.5_s1_e1_c16", "stage1.block1.depthwise.1"),
    ("ir_r1_k3_a1.1_s1_e1_c16", "stage1.block1.expand.1"),
    ("ds_r1_k3_p1.1_s1_c16", "stage1.block1.project.1"),
    ("uir_r1_a3_k3_s1_e1_c16", "stem.convolution"),
  ])
  func otherLibrariesHaveNoNames(line: String, layer: String) throws {
    let architecture = try ArchitectureFile.parse(
      """
      resolution: 32
      activation: silu
      stem: { channels: 16 }
      stages: [ \(line) ]
      head: { channels: 32 }
      """, file: "net.yaml")
    for naming in [WeightNaming.torchvision, .efficientNetPyTorch] {
      let error = #expect(throws: FileError.self) {
        try naming.names(of: architecture.lowered(), from: architecture)
      }
      #expect(error?.message.contains("no name for layer '\(layer)'") == true, "\(error as Any)")
    }
    #expect(throws: Never.self) {
      try WeightNaming.compound.names(of: architecture.lowered(), from: architecture)
    }
  }

  /// torchvision's MobileNetV2 and EfficientNet-PyTorch leave out what keeps the width.
  @Test(arguments: [
    (WeightNaming.torchvision, "relu6", "ir_r2_k3_s1_e1_c16", true),
    (.torchvision, "relu6", "ir_r2_k3_s2_e1_c24", true),
    (.torchvision, "relu6", "ds_r1_k3_s1_c16", false),
    (.efficientNetPyTorch, "silu", "ir_r2_k3_s2_e1_c24_se0.25", true),
    (.efficientNetPyTorch, "silu", "ds_r1_k3_s2_c24_se0.25", false),
    (.timm, "silu", "ir_r2_k3_s2_e1_c24_se0.25", false),
  ])
  func keptExpansionsAreMisfits(
    naming: WeightNaming, activation: String, line: String, isMisfit: Bool
  ) throws {
    let architecture = try ArchitectureFile.parse(
      """
      resolution: 32
      activation: \(activation)
      stem: { channels: 16 }
      stages: [ \(line) ]
      head: { channels: 32 }
      """, file: "net.yaml")
    let isNamed = naming.misfits(architecture).contains {
      $0.contains("expanding convolutions that leave the width as it is")
    }
    #expect(isNamed == isMisfit)
  }

  /// EfficientNet-EdgeTPU-S, -M and -L in TensorFlow's strings, scaled: the parameters of timm
  /// 1.0.31's efficientnet_es, _em and _el, counted by PyTorch.
  @Test(arguments: [
    (
      5_438_392, 32, 1280,
      [
        "r1_k3_s11_e4_i24_o24_c1_noskip", "r2_k3_s22_e8_i24_o32_c1", "r4_k3_s22_e8_i32_o48_c1",
        "r5_k5_s22_e8_i48_o96", "r4_k5_s11_e8_i96_o144", "r2_k5_s22_e8_i144_o192",
      ]
    ),
    (
      6_899_496, 32, 1280,
      [
        "r2_k3_s11_e4_i24_o24_c1_noskip", "r3_k3_s22_e8_i24_o32_c1", "r5_k3_s22_e8_i32_o48_c1",
        "r6_k5_s22_e8_i48_o96", "r5_k5_s11_e8_i96_o144", "r3_k5_s22_e8_i144_o192",
      ]
    ),
    (
      10_589_712, 40, 1536,
      [
        "r2_k3_s11_e4_i32_o32_c1_noskip", "r3_k3_s22_e8_i32_o40_c1", "r6_k3_s22_e8_i40_o56_c1",
        "r7_k5_s22_e8_i56_o112", "r6_k5_s11_e8_i112_o176", "r3_k5_s22_e8_i176_o232",
      ]
    ),
  ])
  func edgeTPUsHaveTheParametersOfTimm(
    parameters: Int, stem: Int, features: Int, strings: [String]
  ) throws {
    let architecture = try ArchitectureFile.parse(
      """
      resolution: 224
      activation: relu
      stem: { channels: \(stem) }
      stages: [ \(strings.joined(separator: ", ")) ]
      head: { channels: \(features) }
      """, file: "edgetpu.yaml")
    #expect(try NetworkCost.total(of: try architecture.lowered()).parameters == parameters)
  }

  @Test(arguments: [
    ("r1_k3_s11_e4_i24_o24_c1", "(a fused block without shortcut, c1 and noskip, may name others)"),
    ("r1_k3_s11_e4_i24_o24_noskip", "the stage before puts out 32 channels; expected the same"),
    ("r2_k3_s11_e4_i24_o40_c1_noskip", "the blocks differ in their inner width"),
    ("r1_k3_s11_e4_i24_o24_se0.25_c1_noskip", "se0.25 of i24 is 6, and of the 32 channels"),
  ])
  func otherInputChannelsThanArriveAreRefused(text: String, message: String) {
    let error = #expect(throws: FileError.self) {
      try BlockString.stage(text, inputChannels: 32)
    }
    #expect(error?.message.contains(message) == true, "\(String(describing: error))")
  }

  /// A ds has two convolutions behind the stem's, an ir of ratio 1 three, an er two.
  @Test(arguments: [("ds_r1_k3_s1_c16", 3), ("ir_r1_k3_s1_e1_c16", 4), ("er_r1_k3_s1_e1_c16", 3)])
  func blocksOfRatioOneKeepTheirConvolutions(text: String, convolutions: Int) throws {
    let architecture = try ArchitectureFile.parse(
      """
      resolution: 32
      activation: relu
      stem: { channels: 16 }
      stages: [ \(text) ]
      head: {}
      """, file: "net.yaml")
    let found = try architecture.lowered().layers.filter {
      if case .convolution(_) = $0.operation { true } else { false }
    }
    #expect(found.count == convolutions)
    #expect(try BlockString.lines(of: architecture, in: .timm) == [text])
    let refused = text.hasPrefix("ds") ? nil : "an expanding convolution is kept"
    let error = Result { try BlockString.lines(of: architecture, in: .tensorflow) }
    if let refused {
      #expect(throws: FileError.self) { try error.get() }
      #expect("\(error)".contains(refused))
    }
  }
}

import Architectures
import Files
import Foundation
import ModelZoo
import Networks
import Testing

@testable import Interchange

/// Networks as timm's builder makes them; that timm computes the same with the weights is measured in
/// Sources/benchmarks.
@Suite struct TimmModelTests {
  private func architecture(_ name: String) throws -> Architecture {
    try #require(try ModelZoo.model(named: name).architecture)
  }

  /// timm 1.0.31 `mobilenetv3.py`, `_gen_mobilenet_v3`, with torchvision's epsilon and padding.
  @Test func mobileNetV3IsTimmsOwn() throws {
    let code = try TimmModel(architecture("mobilenet-v3-small")).code(weights: "w.safetensors")
    for line in [
      #"["ir_r1_k3_s2_e4.5_c24_nre", "ir_r1_k3_s1_e3.7_c24_nre"],"#,
      #"["ir_r1_k5_s2_e4_c40_se0.25", "ir_r2_k5_s1_e6_c40_se0.25"],"#,
      #"["cn_r1_k1_s1_c576"],"#, "num_features=1024,", #"pad_type="","#, "eps=0.001, momentum=0.01",
      #"gate_layer="hard_sigmoid","#, "rd_round_fn=round_channels,", "se_from_exp=True,",
      "return MobileNetV3(", #"with_name("w.safetensors")"#, "strict=True",
    ] {
      #expect(code.contains(line), "\(line)")
    }
    #expect(code.split(separator: "\n").allSatisfy { $0.count <= 88 })
  }

  @Test func paddingAndOtherWidthsAreArguments() throws {
    let narrow = try architecture("efficientnet-b0").scaled(
      by: ScalingCoefficients(width: 0.3), rounding: RoundingRules(divisor: 4)
    ).architecture
    let code = try TimmModel(narrow).code()
    #expect(code.contains("round_chs_fn=int,"))
    #expect(code.contains(#"pad_type="same","#))
    #expect(!code.contains("safetensors"))
    // Hidden widths are whole numbers below a quarter here, and rounded to nearest in timm.
    #expect(code.contains("drop_path_rate=0.2,"))
  }

  @Test(arguments: [
    ("resnet-50", "inverted bottlenecks and their like"), ("regnety-400mf", "has no such network"),
    ("se-resnet-50", "writes weights for timm's other classes"),
  ])
  func whatTheBuilderLacksIsRefused(model: String, message: String) throws {
    let error = #expect(throws: FileError.self) { try TimmModel(architecture(model)) }
    #expect(error?.message.contains(message) == true, "\(String(describing: error))")
  }

  /// Weights of a network that pads otherwise than its names imply say so, and read back as it.
  @Test func conventionsStandBesideTheWeights() throws {
    let path = FileManager.default.temporaryDirectory
      .appendingPathComponent("\(UUID().uuidString).safetensors").path
    defer { try? FileManager.default.removeItem(atPath: path) }
    let own = try architecture("mnasnet-small").with(
      padding: .same, normalization: BatchNormalization(epsilon: 0.002))
    let network = try own.lowered()
    try TimmModel(own).writeWeights(of: network, to: path) {
      [Float](repeating: 1, count: network.parameter($0.role, usedBy: $0.layer)?.count ?? 0)
    }
    let file = try WeightFile(path: path, for: network, from: own)
    #expect(file.naming == .timm)
    let conventions = try #require(file.conventions)
    let read = try conventions.adapted(WeightNaming.timm.adapted(own))
    #expect(read.padding == .same && read.normalization.epsilon == 0.002)
    #expect(file.notes.isEmpty)
    #expect(throws: FileError.self) {
      try WeightConventions(metadata: ["padding": "odd", "normalization-epsilon": "1"], file: "x")
    }
  }
}

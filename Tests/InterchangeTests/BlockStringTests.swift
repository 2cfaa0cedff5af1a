import Architectures
import CostModel
import Files
import Interchange
import ModelZoo
import Networks
import Testing

/// Networks in timm's and TensorFlow's own strings, with the parameters that those code bases count.
private struct StringNetwork: CustomTestStringConvertible, Sendable {
  let testDescription: String
  let parameters: Int
  let yaml: String
}

private let networks = [
  // timm 1.0.31 efficientnet.py, _gen_efficientnet; counted by PyTorch.
  StringNetwork(
    testDescription: "efficientnet_b0 of timm", parameters: 5_288_548,
    yaml: """
      resolution: 224
      activation: silu
      stem: { channels: 32 }
      stages:
        - ds_r1_k3_s1_e1_c16_se0.25
        - ir_r2_k3_s2_e6_c24_se0.25
        - ir_r2_k5_s2_e6_c40_se0.25
        - ir_r3_k3_s2_e6_c80_se0.25
        - ir_r3_k5_s1_e6_c112_se0.25
        - ir_r4_k5_s2_e6_c192_se0.25
        - ir_r1_k3_s1_e6_c320_se0.25
      head: { channels: 1280 }
      """),
  // The same in efficientnet_builder.py of github.com/tensorflow/tpu.
  StringNetwork(
    testDescription: "efficientnet-b0 of TensorFlow", parameters: 5_288_548,
    yaml: """
      resolution: 224
      activation: silu
      stem: { channels: 32 }
      stages:
        - r1_k3_s11_e1_i32_o16_se0.25
        - r2_k3_s22_e6_i16_o24_se0.25
        - r2_k5_s22_e6_i24_o40_se0.25
        - r3_k3_s22_e6_i40_o80_se0.25
        - r3_k5_s11_e6_i80_o112_se0.25
        - r4_k5_s22_e6_i112_o192_se0.25
        - r1_k3_s11_e6_i192_o320_se0.25
      head: { channels: 1280 }
      """),
  StringNetwork(
    testDescription: "efficientnetv2_s of timm", parameters: 21_458_488,
    yaml: """
      resolution: 300
      activation: silu
      stem: { channels: 24 }
      stages:
        - cn_r2_k3_s1_e1_c24_skip
        - er_r4_k3_s2_e4_c48
        - er_r4_k3_s2_e4_c64
        - ir_r6_k3_s2_e4_c128_se0.25
        - ir_r9_k3_s1_e6_c160_se0.25
        - ir_r15_k3_s2_e6_c256_se0.25
      head: { channels: 1280 }
      """),
  // effnetv2_configs.py of github.com/google/automl.
  StringNetwork(
    testDescription: "efficientnetv2-s of TensorFlow", parameters: 21_458_488,
    yaml: """
      resolution: 300
      activation: silu
      stem: { channels: 24 }
      stages:
        - r2_k3_s1_e1_i24_o24_c1
        - r4_k3_s2_e4_i24_o48_c1
        - r4_k3_s2_e4_i48_o64_c1
        - r6_k3_s2_e4_i64_o128_se0.25
        - r9_k3_s1_e6_i128_o160_se0.25
        - r15_k3_s2_e6_i160_o256_se0.25
      head: { channels: 1280 }
      """),
  StringNetwork(
    testDescription: "mnasnet_a1 of timm", parameters: 3_887_038,
    yaml: """
      resolution: 224
      activation: relu
      stem: { channels: 32 }
      stages:
        - ds_r1_k3_s1_e1_c16_noskip
        - ir_r2_k3_s2_e6_c24
        - ir_r3_k5_s2_e3_c40_se0.25
        - ir_r4_k3_s2_e6_c80
        - ir_r2_k3_s1_e6_c112_se0.25
        - ir_r3_k5_s2_e6_c160_se0.25
        - ir_r1_k3_s1_e6_c320
      head: { channels: 1280 }
      """),
  StringNetwork(
    testDescription: "efficientnet_es of timm", parameters: 5_438_392,
    yaml: """
      resolution: 224
      activation: relu
      stem: { channels: 32 }
      stages:
        - er_r1_k3_s1_e4_c24_fc24_noskip
        - er_r2_k3_s2_e8_c32
        - er_r4_k3_s2_e8_c48
        - ir_r5_k5_s2_e8_c96
        - ir_r4_k5_s1_e8_c144
        - ir_r2_k5_s2_e8_c192
      head: { channels: 1280 }
      """),
  StringNetwork(
    testDescription: "mobilenetv1_100 of timm", parameters: 4_231_976,
    yaml: """
      resolution: 224
      activation: relu6
      stem: { channels: 32 }
      stages:
        - dsa_r1_k3_s1_c64
        - dsa_r2_k3_s2_c128
        - dsa_r2_k3_s2_c256
        - dsa_r6_k3_s2_c512
        - dsa_r2_k3_s2_c1024
      head: {}
      """),
  StringNetwork(
    testDescription: "mobilenetv3_large_100 of timm", parameters: 5_483_032,
    yaml: """
      resolution: 224
      activation: hardSwish
      stem: { channels: 16 }
      stages:
        - ds_r1_k3_s1_e1_c16_nre
        - ir_r1_k3_s2_e4_c24_nre
        - ir_r1_k3_s1_e3_c24_nre
        - blocks: ir_r3_k5_s2_e3_c40_se0.25_nre
          squeezeBasis: gated
          squeezeDivisor: 8
          squeezeGate: hardSigmoid
        - ir_r1_k3_s2_e6_c80
        - ir_r1_k3_s1_e2.5_c80
        - ir_r2_k3_s1_e2.3_c80
        - blocks: ir_r2_k3_s1_e6_c112_se0.25
          squeezeBasis: gated
          squeezeDivisor: 8
          squeezeGate: hardSigmoid
          squeezeActivation: relu
        - blocks: ir_r3_k5_s2_e6_c160_se0.25
          squeezeBasis: gated
          squeezeDivisor: 8
          squeezeGate: hardSigmoid
          squeezeActivation: relu
        - cn_r1_k1_s1_c960
      head: { hiddenUnits: 1280 }
      """),
  StringNetwork(
    testDescription: "mobilenetv3_large_100 of timm, said so", parameters: 5_483_032,
    yaml: """
      resolution: 224
      activation: hardSwish
      blockStrings: mobilenetv3
      stem: { channels: 16 }
      stages:
        - ds_r1_k3_s1_e1_c16_nre
        - ir_r1_k3_s2_e4_c24_nre
        - ir_r1_k3_s1_e3_c24_nre
        - ir_r3_k5_s2_e3_c40_se0.25_nre
        - ir_r1_k3_s2_e6_c80
        - ir_r1_k3_s1_e2.5_c80
        - ir_r2_k3_s1_e2.3_c80
        - ir_r2_k3_s1_e6_c112_se0.25
        - ir_r3_k5_s2_e6_c160_se0.25
        - cn_r1_k1_s1_c960
      head: { hiddenUnits: 1280 }
      """),
  StringNetwork(
    testDescription: "mobilenetv3_small_100 of timm", parameters: 2_542_856,
    yaml: """
      resolution: 224
      activation: hardSwish
      blockStrings: mobilenetv3
      stem: { channels: 16 }
      stages:
        - ds_r1_k3_s2_e1_c16_se0.25_nre
        - ir_r1_k3_s2_e4.5_c24_nre
        - ir_r1_k3_s1_e3.67_c24_nre
        - ir_r1_k5_s2_e4_c40_se0.25
        - ir_r2_k5_s1_e6_c40_se0.25
        - ir_r2_k5_s1_e3_c48_se0.25
        - ir_r3_k5_s2_e6_c96_se0.25
        - cn_r1_k1_s1_c576
      head: { hiddenUnits: 1024 }
      """),
]

@Suite struct BlockStringTests {
  @Test(arguments: networks)
  private func networksHaveTheParametersOfTheirCodeBase(network: StringNetwork) throws {
    let architecture = try ArchitectureFile.parse(network.yaml, file: "strings.yaml")
    let cost = try NetworkCost.total(of: try architecture.lowered())
    #expect(cost.parameters == network.parameters)
  }

  @Test(arguments: [
    "ir_r2_k5_s2_e6_c40_se0.25", "ir_r1_k3_s1_e2.5_c80_nhs_noskip", "ds_r1_k3_s1_c16_se0.25",
    "ds_r3_k5_s2_c24_noskip_nre", "dsa_r2_k3_s2_c128", "er_r4_k3_s2_e4_c48_nr6",
    "cn_r2_k3_s1_c24_skip", "cn_r1_k1_s1_c960_nsw",
  ])
  func timmStringsReadBack(text: String) throws {
    let stage = try BlockString.stage(text)
    let written = try BlockString.timm(stage)
    #expect(Set(written.split(separator: "_")) == Set(text.split(separator: "_")))
    #expect(try BlockString.stage(written) == stage)
  }

  @Test(arguments: [
    "r2_k5_s22_e6_i24_o40_se0.25", "r1_k3_s11_e1_i32_o16_noskip", "r4_k3_s22_e4_i24_o48_c1",
  ])
  func tensorFlowStringsReadBack(text: String) throws {
    let stage = try BlockString.stage(text, inputChannels: nil)
    let input = text.contains("i32") ? 32 : 24
    #expect(try BlockString.tensorFlow(stage, inputChannels: input) == text)
  }

  @Test func theExampleMeansWhatThePapersSay() throws {
    let expected = try Stage(
      block: .mbConv(
        MBConv(expansion: .ratio(6), squeeze: SqueezeExcitation(ratio: 0.25))),
      kernelSize: 5, stride: 2, channels: 40, repeats: 2)
    #expect(try BlockString.stage("r2_k5_s22_e6_i24_o40_se0.25") == expected)
    #expect(try BlockString.stage("ir_r2_k5_s2_e6_c40_se0.25") == expected)
    #expect(try BlockString.timm(expected) == "ir_r2_k5_s2_e6_c40_se0.25")
    #expect(
      try BlockString.tensorFlow(expected, inputChannels: 24) == "r2_k5_s22_e6_i24_o40_se0.25")
  }

  @Test(arguments: [
    ("", "found ''; expected letters and a number"),
    ("ir", "no 'r' (repeats)"),
    ("ir_r2_k5_s2_c40", "no 'e' (expansion ratio)"),
    ("ir_r2_k5_s2_e6_c40_k3", "'k' stands twice"),
    ("ir_r2_k5_s2_e6_c40_q3", "'q3' is not known here"),
    ("ir_r2_k5_s2_e6_o40", "no 'c' (output channels)"),
    ("ir_r2_k5_s2_e1_c40", "use ds for a block without expansion"),
    ("er_r2_k3_s1_e1_c24", "use cn with skip"),
    ("ir_r2_k3.5_s2_e6_c40", "found 'k3.5'; expected 'k' and a whole number"),
    ("ir_r-2_k3_s2_e6_c40", "found 'r-2'"),
    ("ir_r99999999999999999999_k3_s2_e6_c40", "expected 'r' and a whole number"),
    ("ir_r0_k3_s2_e6_c40", "repeats: found 0"),
    ("ir_r2_k3_s2_enan_c40", "no 'e' (expansion ratio)"),
    ("ir_r2_k3_s2_e6_c40_se-1", "se-1.0; expected above 0"),
    ("ir_r2_k3_s2_e6_c40_nmi", "activation 'nmi' is not known"),
    ("ds_r2_k3_s2_e6_c40", "e6 in 'ds', which has no expansion"),
    ("dsa_r2_k3_s2_c40_se0.25", "'se0.25' is not known here"),
    ("uir_r1_k3_s2_e4_c64", "(MobileNetV4) are not supported"),
    ("xx_r2_k3_s2_e6_c40", "kind of block 'xx' is not known"),
    ("r2_k5_s21_e6_i24_o40", "found 's21'; expected one digit, or the same one twice"),
    ("r2_k5_s_e6_i24_o40", "found 's'; expected one digit"),
    ("r2_k5_s22_e6_i24_o40_c2", "c2; expected c0 (MBConv) or c1 (fused MBConv)"),
    ("r2_k5_s22_e6_i24_o40_cc4", "'cc4' is not known here"),
    ("r2_k5_s22_e2.5_i24_o40", "found 'e2.5'; expected 'e' and a whole number"),
    ("r2_k5_s22_e6_i24_o40_noskip1", "found 'noskip1'; expected 'noskip'"),
    ("r2__k5", "found ''; expected letters"),
  ])
  func badStringsAreNamed(text: String, message: String) {
    let error = #expect(throws: FileError.self) { try BlockString.stage(text) }
    #expect(error?.message.contains(message) == true, "\(String(describing: error))")
  }

  @Test func roundingThatWouldDifferIsRefused() throws {
    let expansion = #expect(throws: FileError.self) {
      try BlockString.stage("ir_r2_k3_s1_e4.5_c12", inputChannels: 12)
    }
    #expect(expansion?.message.contains("is 54, which timm rounds to 56") == true)
    // A single block can say its inner width: 56, as timm's make_divisible has it.
    let single = try BlockString.stage("ir_r1_k3_s1_e4.5_c12", inputChannels: 12)
    #expect(single.block == .mbConv(MBConv(expansion: .channels(56))))
    let squeeze = #expect(throws: FileError.self) {
      try BlockString.stage("ds_r1_k3_s1_c22_se0.25", inputChannels: 22)
    }
    #expect(squeeze?.message.contains("is 6 as timm rounds and 5 here") == true)
  }

  /// Beside hard swishes `se` is MobileNetV3's or EfficientNet's, which the file must say.
  @Test(arguments: [
    ("activation: hardSwish", "ir_r1_k5_s2_e6_c40_se0.25"),
    ("activation: relu", "ir_r1_k5_s2_e6_c40_se0.25_nhs"),
    ("activation: hardSwish", "{ blocks: ds_r1_k3_s1_c16_se0.25_nre, squeezeGate: hardSigmoid }"),
  ])
  func whoseSqueezeIsMeantMustBeSaid(activation: String, stage: String) throws {
    let rest = """
      resolution: 32
      \(activation)
      stem: { channels: 16 }
      stages: [ "cn_r1_k3_s1_c16", \(stage) ]
      head: {}
      """
    let error = #expect(throws: FileError.self) {
      try ArchitectureFile.parse(rest, file: "net.yaml")
    }
    #expect(
      error?.message.contains("stage 2: what 'se' means") == true, "\(String(describing: error))")
    #expect(error?.message.contains("add 'blockStrings: mobilenetv3'") == true)
    for (builder, basis) in [
      ("mobilenetv3", SqueezeExcitation.Basis.gated), ("efficientnet", .blockInput),
    ] {
      let read = try ArchitectureFile.parse("blockStrings: \(builder)\n\(rest)", file: "net.yaml")
      #expect(read.stages[1].block.squeeze?.basis == basis)
    }
  }

  @Test func whatANotationCannotSayIsRefused() throws {
    let basic = try Stage(
      block: .basicResidual(BasicResidual()), kernelSize: 3, stride: 1, channels: 8, repeats: 1)
    #expect(throws: FileError.self) { try BlockString.timm(basic) }
    #expect(throws: FileError.self) { try BlockString.tensorFlow(basic, inputChannels: 8) }
    let gated = try Stage(
      block: .mbConv(
        MBConv(expansion: .ratio(6), squeeze: SqueezeExcitation(ratio: 0.25, basis: .gated))),
      kernelSize: 3, stride: 1, channels: 8, repeats: 1)
    #expect(throws: FileError.self) { try BlockString.timm(gated) }
    #expect(throws: FileError.self) { try BlockString.tensorFlow(gated, inputChannels: 8) }
  }

  @Test func randomStagesAreRefusedOrReadBack() throws {
    var said = 0
    for seed in 0..<400 {
      var random = CountingGenerator(state: UInt64(seed))
      for stage in try randomArchitecture(&random).stages {
        if let text = try? BlockString.timm(stage) {
          #expect(try BlockString.stage(text) == stage, "\(text)")
          said += 1
        }
        if let text = try? BlockString.tensorFlow(stage, inputChannels: 8) {
          #expect(try BlockString.stage(text) == stage, "\(text)")
          said += 1
        }
      }
    }
    #expect(said > 20)
  }
}

/// Whole architectures as lines, and back.
@Suite struct BlockLineTests {
  @Test(arguments: [
    "efficientnet-b0", "efficientnet-b7", "efficientnet-lite3", "efficientnetv2-s",
    "mobilenet-v2", "mobilenet-v2-1.4", "mnasnet-1.0",
  ])
  func tensorFlowLinesGiveTheStagesBack(model: String) throws {
    try expectRoundTrip(model, .tensorflow)
  }

  @Test(arguments: ["efficientnet-b0", "efficientnet-b4", "mobilenet-v1", "mobilenet-v2"])
  func timmLinesGiveTheStagesBack(model: String) throws {
    try expectRoundTrip(model, .timm)
  }

  private func expectRoundTrip(_ model: String, _ notation: BlockNotation) throws {
    let architecture = try #require(try ModelZoo.model(named: model).architecture)
    let lines = try BlockString.lines(of: architecture, in: notation)
    #expect(lines.count == architecture.stages.count)
    var input = architecture.stem.channels
    for (line, stage) in zip(lines, architecture.stages) {
      #expect(try BlockString.stage(line, inputChannels: input) == stage)
      input = stage.channels
    }
  }

  /// The strings of efficientnet_builder.py (github.com/tensorflow/tpu) and of timm's
  /// _gen_efficientnet, as they stand there.
  @Test func efficientNetsLinesAreThoseOfTheCodeBases() throws {
    let architecture = try #require(try ModelZoo.model(named: "efficientnet-b0").architecture)
    #expect(
      try BlockString.lines(of: architecture, in: .tensorflow) == [
        "r1_k3_s11_e1_i32_o16_se0.25", "r2_k3_s22_e6_i16_o24_se0.25",
        "r2_k5_s22_e6_i24_o40_se0.25", "r3_k3_s22_e6_i40_o80_se0.25",
        "r3_k5_s11_e6_i80_o112_se0.25", "r4_k5_s22_e6_i112_o192_se0.25",
        "r1_k3_s11_e6_i192_o320_se0.25",
      ])
    #expect(
      try BlockString.lines(of: architecture, in: .timm).last == "ir_r1_k3_s1_e6_c320_se0.25")
  }

  @Test(arguments: ["resnet-50", "mobilenet-v3-large"])
  func whatHasNoWordsIsRefusedByStage(model: String) throws {
    let architecture = try #require(try ModelZoo.model(named: model).architecture)
    let error = #expect(throws: FileError.self) {
      try BlockString.lines(of: architecture, in: .timm)
    }
    #expect(error?.description.contains("stage ") == true)
    #expect(error?.description.contains("cannot say") == true)
  }
}

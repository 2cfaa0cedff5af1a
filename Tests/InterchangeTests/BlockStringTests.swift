import Architectures
import CostModel
import Files
import Interchange
import ModelZoo
import Networks
import Testing

@Suite struct BlockStringTests {
  @Test(arguments: StringNetwork.all)
  func networksHaveTheParametersOfTheirCodeBase(network: StringNetwork) throws {
    let architecture = try ArchitectureFile.parse(network.yaml, file: "strings.yaml")
    let cost = try NetworkCost.total(of: try architecture.lowered())
    #expect(cost.parameters == network.parameters)
  }

  @Test(arguments: [
    "ir_r2_k5_s2_e6_c40_se0.25", "ir_r1_k3_s1_e2.5_c80_nhs_noskip", "ds_r1_k3_s1_c16_se0.25",
    "ds_r3_k5_s2_c24_noskip_nre", "dsa_r2_k3_s2_c128", "er_r4_k3_s2_e4_c48_nr6",
    "cn_r2_k3_s1_c24_skip", "cn_r1_k1_s1_c960_nsw", "ir_r2_k5_s2_e1_c40",
    "ir_r1_k3_s1_e1_c16_se0.25_noskip", "er_r2_k3_s1_e1_c24", "er_r3_k5_s2_e1_c32_se0.25_nre",
    "dsa_r2_k3_s2_c40_se0.25", "dsa_r1_k5_s1_c64_se0.5_nhs", "er_r1_k3_s1_e4_c24_fc24_noskip",
    "er_r2_k3_s1_e4_c32_fc32_noskip", "er_r1_k3_s1_e1_c24_fc32", "ir_r1_k3.5.7_s2_e6_c40_se0.5_nsw",
    "ir_r2_k3.5.7.9_a1.1_p1.1_s1_e3_c120_se0.5_nsw", "ir_r1_k3_a1.1.1_s1_e1_c24",
    "ds_r2_k3.5_p1.1_s2_c40", "dsa_r2_k3.3_s2_c40", "dsa_r2_k3.5_p1.1_s2_c40",
    "er_r2_k3.5_p1.1_s2_e4_c40",
    "uir_r2_a3_k5_p7_s2_e4_c80_se0.25_nre", "uir_r1_k3_s1_e2_c96_noskip", "uir_r1_a5_k0_s2_e4_c96",
    "uir_r1_p3_k0_s2_e4_c96", "uir_r3_k0_s1_e2_c96",
  ])
  func timmStringsReadBack(text: String) throws {
    let stage = try BlockString.stage(text)
    let written = try BlockString.timm(stage)
    #expect(Set(written.split(separator: "_")) == Set(text.split(separator: "_")))
    #expect(try BlockString.stage(written) == stage)
  }

  /// What says nothing is read and not written.
  @Test(arguments: [
    ("ir_r1_k3_a1_p1_s1_e6_c24", "ir_r1_k3_s1_e6_c24"),
    ("ds_r1_k3_a1_p1_s1_e1_c24", "ds_r1_k3_s1_c24"),
    ("dsa_r1_k3_a1_p1_s1_c24", "dsa_r1_k3_s1_c24"), ("er_r1_k3_p1_s1_e6_c24", "er_r1_k3_s1_e6_c24"),
    ("uir_r1_a0_k3_p0_s1_e6_c24", "uir_r1_k3_s1_e6_c24"),
    ("ir_r1_k03_s1_e6_c24", "ir_r1_k3_s1_e6_c24"),
  ])
  func theUsualIsLeftOut(text: String, short: String) throws {
    let stage = try BlockString.stage(text)
    #expect(try stage == BlockString.stage(short))
    #expect(
      Set(try BlockString.timm(stage).split(separator: "_")) == Set(short.split(separator: "_")))
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
    ("ir_r2_k3.x_s2_e6_c40", "found 'k3.x'; expected 'k' and a whole number"),
    ("ir_r2_k3._s2_e6_c40", "found 'k3.'; expected 'k' and a whole number"),
    ("ir_r2_k3..5_s2_e6_c40", "or several with points between"),
    ("ir_r2_k3.99999999999999999999_s2_e6_c40", "or several with points between"),
    ("ir_r2_k3.4_s2_e6_c40", "kernelSize: found 4, which is even"),
    ("ir_r2_k3.0_s2_e6_c40", "kernelSize: found 0; expected an odd number"),
    ("ir_r2_k0_s1_e6_c40", "kernelSize: found 0; expected an odd number"),
    (
      "ir_r1_k1.1.1.1.1.1.1.1.1.1.1.1.1.1.1.1.1_s1_e6_c40",
      "number of kernel sizes: found 17; expected 1 to 16"
    ),
    ("cn_r1_k3.5_s2_c40", "kernelSize: found 3+5; expected one size"),
    ("uir_r1_k3.5_s1_e4_c40", "kernelSize: found 3+5; expected one size"),
    ("r2_k3.5_s22_e6_i24_o40", "found 'k3.5'; expected 'k' and a whole number"),
    ("ir_r1_k3_a3_s2_e6_c24", "a3: the expansion is not 1×1, which a stage cannot say"),
    ("ir_r1_k3_a1.3_s2_e6_c24", "expected a1, a1.1 and so on, or none"),
    ("ir_r1_k3_a_s2_e6_c24", "found 'a'; expected 'a' and a whole number"),
    ("er_r1_k3_p1.3_s2_e6_c24", "p1.3: the projection is not 1×1"),
    ("er_r1_k3_a1.1_s2_e6_c24", "'a1.1' is not known here"),
    ("ds_r1_k3_a1.1_s2_c24", "a1.1 in 'ds', which has no expansion; expected a1 or none"),
    ("dsa_r1_k3_a3_s2_c24", "a3 in 'dsa', which has no expansion; expected a1 or none"),
    ("dsa_r1_k3_p3_s2_c24", "p3: the projection is not 1×1"),
    ("ir_r1_k3_s2_e6_c20", "c20, which timm rounds to 24; expected c24"),
    ("ir_r1_k3_s2_e6_c24_fc24", "'fc24' is not known here"),
    ("er_r1_k3_s2_e6_c24_fc999999999", "fc999999999; expected up to"),
    ("ir_r-2_k3_s2_e6_c40", "found 'r-2'"),
    ("ir_r99999999999999999999_k3_s2_e6_c40", "expected 'r' and a whole number"),
    ("ir_r0_k3_s2_e6_c40", "repeats: found 0"),
    ("ir_r2_k3_s2_enan_c40", "no 'e' (expansion ratio)"),
    ("ir_r2_k3_s2_e6_c40_se-1", "se-1.0; expected above 0"),
    ("ir_r2_k3_s2_e6_c40_nmi", "activation 'nmi' is not known"),
    ("ds_r2_k3_s2_e6_c40", "e6 in 'ds', which has no expansion"),
    ("dsa_r2_k3_s2_e6_c40_se0.25", "e6 in 'dsa', which has no expansion"),
    ("uir_r1_k0_s2_e4_c64", "stride: found 2 without a depthwise convolution to take it"),
    ("uir_r1_a4_k3_s1_e4_c64", "startKernelSize: found 4, which is even"),
    ("uir_r1_a3.5_k3_s1_e4_c64", "found 'a3.5'; expected 'a' and a whole number"),
    ("uir_r1_k3_p-3_s1_e4_c64", "found 'p-3'; expected 'p' and a whole number"),
    ("uir_r1_k3_p999_s1_e4_c64", "endKernelSize: found 999; expected an odd number"),
    ("uir_r1_a3_k3_s1_c64", "no 'e' (expansion ratio)"),
    ("uir_r1_a3_k3_s1_e4_c64_fc32", "'fc32' is not known here"),
    ("uir_r1_a3_s1_e4_c64", "no 'k' (kernel size)"),
    ("mqa_r1_k3_h4_s1_v2_d64_c96", "attention blocks 'mqa' (MobileNetV4's hybrids) cannot be said"),
    ("mha_r1_k3_h4_s1_d64_c96", "attention blocks 'mha' (MobileNetV4's hybrids) cannot be said"),
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
      try BlockString.stage("ir_r2_k3_s1_e4.5_c16", inputChannels: 12)
    }
    #expect(expansion?.message.contains("is 54, which timm rounds to 56") == true)
    // A single block can say its inner width: 56, as timm's make_divisible has it.
    let single = try BlockString.stage("ir_r1_k3_s1_e4.5_c16", inputChannels: 12)
    #expect(single.block == .mbConv(MBConv(expansion: .channels(56))))
    let squeeze = #expect(throws: FileError.self) {
      try BlockString.stage("ds_r1_k3_s1_c24_se0.25", inputChannels: 22)
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
    let unexpanded = try Stage(
      block: .mbConv(MBConv(expansion: .ratio(1), expansionShares: 2)), kernelSize: 3, stride: 1,
      channels: 8, repeats: 1)
    #expect(throws: FileError.self) { try BlockString.timm(unexpanded) }
    for text in ["ir_r1_k3.5_s1_e6_c8", "ir_r1_k3_a1.1_s1_e6_c8", "uir_r1_k3_s1_e6_c8"] {
      #expect(throws: FileError.self) {
        try BlockString.tensorFlow(BlockString.stage(text), inputChannels: 8)
      }
    }
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
      for joined in try randomArchitecture(&random).stages {
        let stage = try joined.with(joinsStageBefore: false)
        if let text = try? BlockString.timm(stage) {
          #expect(try BlockString.stage(text) == stage, "\(text)")
          said += 1
        }
        if let text = try? BlockString.tensorFlow(stage, inputChannels: 8) {
          #expect(try BlockString.stage(text, inputChannels: 8) == stage, "\(text)")
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
    "mobilenet-v2", "mobilenet-v2-1.4", "mnasnet-1.0", "efficientnet-edgetpu-s",
    "efficientnet-edgetpu-m", "efficientnet-edgetpu-l",
  ])
  func tensorFlowLinesGiveTheStagesBack(model: String) throws {
    try expectRoundTrip(model, .tensorflow)
  }

  @Test(arguments: [
    "efficientnet-b0", "efficientnet-b4", "mobilenet-v1", "mobilenet-v2", "efficientnet-edgetpu-s",
    "efficientnet-edgetpu-m", "efficientnet-edgetpu-l",
  ])
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

  /// The first string of the released EfficientNet-EdgeTPU code (`edgetpu/` of
  /// github.com/tensorflow/tpu), and of timm's _gen_efficientnet_edge.
  @Test func edgeTPUsFirstBlockExpandsTheChannelsThatItNames() throws {
    let architecture = try #require(
      try ModelZoo.model(named: "efficientnet-edgetpu-s").architecture)
    #expect(
      try BlockString.lines(of: architecture, in: .tensorflow).first
        == "r1_k3_s11_e4_i24_o24_noskip_c1")
    #expect(
      try BlockString.lines(of: architecture, in: .timm).first == "er_r1_k3_s1_e4_c24_fc24_noskip")
  }

  /// timm's lists come back as lists, in files and as strings.
  @Test func stringsOfOneStageStayTogether() throws {
    let lists = [
      "ds_r1_k3_s1_c16", "[ir_r1_k3_a1.1_p1.1_s2_e6_c24, ir_r1_k3.5_s1_e3_c24]",
      "[uir_r1_a3_k5_s2_e4_c80, uir_r2_k0_s1_e2_c80, cn_r1_k1_s1_c96]",
    ]
    let architecture = try ArchitectureFile.parse(
      """
      resolution: 32
      activation: relu
      stem: { channels: 16 }
      stages: [ \(lists.joined(separator: ", ")) ]
      head: { hiddenUnits: 128, normalizesHidden: true }
      """, file: "net.yaml")
    #expect(
      architecture.stages.map(\.joinsStageBefore) == [false, false, true, false, true, true])
    let text = try BlockString.text(of: architecture, in: .timm)
    #expect(
      text.split(separator: "\n").map { Set($0.split { "[], _".contains($0) }) }
        == lists.map { Set($0.split { "[], _".contains($0) }) })
    let written = try ArchitectureFile.parse(
      ArchitectureFile.text(of: architecture), file: "net.yaml")
    #expect(written == architecture)
    let wider = try architecture.scaled(by: ScalingCoefficients(width: 2)).architecture
    #expect(wider.stages.map(\.joinsStageBefore) == architecture.stages.map(\.joinsStageBefore))
  }

  @Test(arguments: ["resnet-50", "regnety-400mf"])
  func whatHasNoWordsIsRefusedByStage(model: String) throws {
    let architecture = try #require(try ModelZoo.model(named: model).architecture)
    let error = #expect(throws: FileError.self) {
      try BlockString.lines(of: architecture, in: .timm)
    }
    #expect(error?.description.contains("stage ") == true)
    #expect(error?.description.contains("cannot say") == true)
  }
}

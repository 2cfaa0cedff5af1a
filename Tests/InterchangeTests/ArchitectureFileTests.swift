import Architectures
import Files
import Foundation
import Interchange
import ModelZoo
import Networks
import Testing

private let header = """
  name: net
  resolution: 64
  activation: relu
  stem: { channels: 8 }

  """

private func parse(_ text: String) throws -> Architecture {
  try ArchitectureFile.parse(text, file: "net.yaml")
}

/// The description of the error that a file with this one stage (on line 6) gives.
private func stageError(_ stage: String) -> String {
  let text = "\(header)stages:\n  - \(stage)\nhead: { classes: 10 }\n"
  let error = #expect(throws: FileError.self, "\(stage)") { try parse(text) }
  return error?.description ?? ""
}

@Suite struct ArchitectureFileTests {
  @Test func everyZooArchitectureComesBackEqual() throws {
    var count = 0
    for name in ModelZoo.names {
      guard let architecture = try ModelZoo.model(named: name).architecture else { continue }
      #expect(try parse(ArchitectureFile.text(of: architecture)) == architecture, "\(name)")
      count += 1
    }
    #expect(count > 50)
  }

  @Test func randomArchitecturesComeBackEqual() throws {
    for seed in 0..<300 {
      var random = CountingGenerator(state: UInt64(seed))
      let architecture = try randomArchitecture(&random)
      let text = ArchitectureFile.text(of: architecture)
      #expect(try parse(text) == architecture, "\(text)")
    }
  }

  @Test(arguments: ["", "null", "a b", "é: \"x\"\\ \n\t{", "3", "true", "- #", "\u{1F600}\u{7F}"])
  func namesComeBackWhateverTheyHold(name: String) throws {
    var random = CountingGenerator(state: 1)
    let architecture = try randomArchitecture(&random).with(name: name)
    #expect(try parse(ArchitectureFile.text(of: architecture)).name == name)
  }

  @Test func writtenFilesReadBack() throws {
    let path = FileManager.default.temporaryDirectory
      .appendingPathComponent("\(UUID().uuidString).yaml").path
    defer { try? FileManager.default.removeItem(atPath: path) }
    let architecture = try #require(try ModelZoo.model(named: "efficientnet-b0").architecture)
    try ArchitectureFile.write(architecture, to: path)
    #expect(try ArchitectureFile.read(path) == architecture)
  }

  /// Height before width, as a list or as commands write it; a square stays one number.
  @Test(arguments: [
    ("[224, 160]", "[224, 160]"), ("224x160", "[224, 160]"), ("224", "224"), ("[96, 96]", "96"),
  ])
  func resolutions(text: String, written: String) throws {
    let architecture = try parse(
      "resolution: \(text)\nactivation: silu\nstem: {channels: 8}\n"
        + "stages: [{block: depthwiseSeparable, channels: 16}]\nhead: {}")
    #expect(ArchitectureFile.text(of: architecture).contains("\nresolution: \(written)\n"))
    #expect(architecture.resolution.height == (text.hasPrefix("[96") ? 96 : 224))
    #expect(try architecture.lowered().inputShape.resolution == architecture.resolution)
  }

  @Test func absentKeysHaveTheirDefaults() throws {
    let text =
      "resolution: 32\nactivation: silu\nstem: {channels: 8}\n"
      + "stages: [{block: depthwiseSeparable, channels: 16}]\nhead: {}"
    let architecture = try parse(text)
    #expect(architecture.name == "net")
    #expect(architecture.inputChannels == 3)
    #expect(architecture.padding == .same)
    #expect(architecture.stem.layers[0].stride == 2)
    #expect(architecture.stages[0].kernelSize == 3)
    #expect(architecture.stages[0].repeats == 1)
    #expect(architecture.head.classes == 1000)
    #expect(architecture.survivalProbability == 1)
  }

  @Test(arguments: [
    (
      "{ block: mbConv, kernelSize: 4, channels: 8, expansionRatio: 6 }",
      "net.yaml:6:22: stage 1: kernelSize: found 4, which is even; expected an odd number"
    ),
    (
      "{ block: mbConv, channels: 0, expansionRatio: 6 }",
      "net.yaml:6:22: stage 1: channels: found 0; expected 1 to"
    ),
    (
      "{ block: mbConv, channels: 8, expansionRatio: -1 }",
      "net.yaml:6:35: stage 1: expansionRatio: found -1.0; expected above 0, up to 1024"
    ),
    (
      "{ block: mbConv, channels: 8, expansionRatio: 6, squeezeRatio: 0 }",
      "net.yaml:6:54: stage 1: squeezeRatio: found 0.0; expected above 0"
    ),
    ("{ block: mbConv, channels: 8 }", "stages item 1: key 'expansionRatio' is missing"),
    (
      "{ block: mbConf, channels: 8 }",
      "net.yaml:6:14: stages item 1, block: unknown value 'mbConf'; did you mean 'mbConv'?"
    ),
    (
      "{ block: mbConv, chanels: 8, expansionRatio: 6 }",
      "net.yaml:6:22: unknown key 'chanels'; did you mean 'channels'?"
    ),
    (
      "{ block: mbConv, channels: 8, expansionRatio: 6, stride_: 2 }",
      "net.yaml:6:54: stages item 1: unknown key 'stride_'; did you mean 'stride'?"
    ),
    (
      "{ block: mbConv, channels: 8, expansionRatio: 6, expansionChannels: 48 }",
      "stage 1: found both expansionRatio and expansionChannels"
    ),
    ("{ block: convolution, channels: 8, groups: 3 }", "channels do not both divide into 3 groups"),
    ("{ block: convolution, channels: 8, groupWidth: 3 }", "unknown key 'groupWidth'"),
    (
      "{ block: bottleneckResidual, channels: 8, groups: 2, groupWidth: 2 }",
      "found both groups and groupWidth"
    ),
    (
      "{ block: bottleneckResidual, channels: 8, squeezeGate: sigmoid }",
      "unknown key 'squeezeGate'"
    ),
    (
      "{ block: mbConv, channels: 8, expansionRatio: 6, squeezeRatio: 0.25, squeezeGate: relu }",
      "squeezeGate: found relu; expected sigmoid or hardSigmoid"
    ),
    (
      "{ block: convolution, channels: 8, repeats: 100000 }",
      "repeats: found 100000; expected 1 to 10000"
    ),
    ("{ block: convolution, channels: 99999999999 }", "channels: found 99999999999; expected 1 to"),
    ("{ block: convolution, channels: 9223372036854775808 }", "expected a whole number"),
    ("{ block: convolution, channels: 8, stride: 1.5 }", "found '1.5'; expected a whole number"),
    ("{ block: convolution, channels: [8] }", "channels: found a list; expected a whole number"),
    ("{ block: mbConv, channels: 8, expansionRatio: .nan }", "found '.nan'; expected a number"),
    ("3", "net.yaml:6:5: stage 1: block string '3'"),
    ("[]", "net.yaml:6:5: stages item 1: a list of 0 items; expected"),
    ("[[ir_r1_k3_s1_e6_c8]]", "net.yaml:6:6: stages item 1 item 1: found a list; expected a text"),
    ("[ir_r1_k3_s1_e6_c8, ir_r1_k4_s1_e6_c8]", "stage 2: block string 'ir_r1_k4_s1_e6_c8'"),
    (
      "{ block: mbConv, kernelSize: 3+4, channels: 8, expansionRatio: 6 }",
      "net.yaml:6:22: stage 1: kernelSize: found 4, which is even; expected an odd number"
    ),
    (
      "{ block: mbConv, kernelSize: 3+0, channels: 8, expansionRatio: 6 }",
      "stage 1: kernelSize: found 0; expected an odd number"
    ),
    (
      "{ block: mbConv, kernelSize: 3+x, channels: 8, expansionRatio: 6 }",
      "kernelSize: found '3+x'; expected a whole number, or several such as 3+5+7"
    ),
    (
      "{ block: mbConv, kernelSize: 3+, channels: 8, expansionRatio: 6 }",
      "kernelSize: found '3+'; expected a whole number, or several such as 3+5+7"
    ),
    (
      "{ block: mbConv, kernelSize: 3+99999999999999999999, channels: 8, expansionRatio: 6 }",
      "expected a whole number, or several such as 3+5+7"
    ),
    (
      "{ block: mbConv, kernelSize: 3.5, channels: 8, expansionRatio: 6 }",
      "kernelSize: found '3.5'; expected a whole number"
    ),
    (
      "{ block: mbConv, kernelSize: [3, 5], channels: 8, expansionRatio: 6 }",
      "kernelSize: found a list; expected a whole number"
    ),
    (
      "{ block: mbConv, kernelSize: 1+1+1+1+1+1+1+1+1+1+1+1+1+1+1+1+1, channels: 8, "
        + "expansionRatio: 6 }",
      "stage 1: number of kernel sizes: found 17; expected 1 to 16"
    ),
    (
      "{ block: mbConv, kernelSize: 3+5+7+9+11+13+15+17+19, channels: 8, expansionRatio: 1 }",
      "layer 'stage1.block1.depthwiseSlice.1': 9 convolutions side by side from 8 to 8 channels"
    ),
    (
      "{ block: convolution, kernelSize: 3+5, channels: 8 }",
      "kernelSize: found 3+5; expected one size; mbConv, fusedMBConv and depthwiseSeparable may mix"
    ),
    (
      "{ block: universalBottleneck, kernelSize: 3+5, channels: 8, expansionRatio: 4 }",
      "kernelSize: found 3+5; expected one size"
    ),
    (
      "{ block: mbConv, channels: 8, expansionRatio: 6, expansionShares: 0 }",
      "net.yaml:6:54: stage 1: expansionShares: found 0; expected 1 to 16"
    ),
    (
      "{ block: mbConv, channels: 8, expansionRatio: 6, projectionShares: 17 }",
      "projectionShares: found 17; expected 1 to 16"
    ),
    (
      "{ block: mbConv, channels: 8, expansionRatio: 6, projectionShares: 9 }",
      "layer 'stage1.block1.projectSlice.1': 9 convolutions side by side from 48 to 8 channels"
    ),
    (
      "{ block: fusedMBConv, channels: 8, expansionRatio: 6, expansionShares: 2 }",
      "expansionShares: found 2 of a fused MBConv; expected 1, or several kernel sizes"
    ),
    (
      "{ block: mbConv, kernelSize: 0, channels: 8, expansionRatio: 6 }",
      "kernelSize: found 0; expected an odd number"
    ),
    (
      "{ block: universalBottleneck, kernelSize: 0, stride: 2, channels: 8, expansionRatio: 6 }",
      "stride: found 2 without a depthwise convolution to take it; expected 1, or a kernel size"
    ),
    (
      "{ block: universalBottleneck, startKernelSize: 4, channels: 8, expansionRatio: 6 }",
      "net.yaml:6:35: stage 1: startKernelSize: found 4, which is even; expected an odd number"
    ),
    (
      "{ block: universalBottleneck, endKernelSize: -1, channels: 8, expansionRatio: 6 }",
      "endKernelSize: found -1; expected an odd number"
    ),
    (
      "{ block: universalBottleneck, endKernelSize: 3+5, channels: 8, expansionRatio: 6 }",
      "endKernelSize: found '3+5'; expected a whole number"
    ),
    ("{ block: universalBottleneck, channels: 8 }", "key 'expansionRatio' is missing"),
    (
      "{ block: mbConv, startKernelSize: 3, channels: 8, expansionRatio: 6 }",
      "unknown key 'startKernelSize'"
    ),
    ("ir_r1_k4_s1_e6_c8", "stage 1: block string 'ir_r1_k4_s1_e6_c8': kernelSize: found 4"),
    ("r1_k3_s11_e6_i9_o8", "i9, and the stage before puts out 8 channels"),
  ])
  func badStagesAreNamed(stage: String, message: String) {
    #expect(stageError(stage).contains(message), "\(stageError(stage))")
  }

  @Test(arguments: [
    ("resolution: 0", "resolution: found 0; expected 1 to"),
    ("resolution: 70000", "resolution: found 70000; expected 1 to"),
    ("resolution: [64]", "resolution: a list of 1 items; expected 2"),
    ("resolution: [64, 48, 3]", "resolution: a list of 3 items; expected 2"),
    ("resolution: [64, 0]", "resolution item 2: found 0; expected 1 to"),
    ("resolution: 64x70000", "resolution: found 70000 in '64x70000'; expected 1 to"),
    ("resolution: 64x", "resolution: found '64x'; expected"),
    ("inputChannels: 0", "inputChannels: found 0"),
    ("survivalProbability: 0", "survivalProbability: found 0.0; expected above 0"),
    ("version: 2", "version: found 2; expected 1"),
    ("normalization: { epsilon: 2 }", "normalization, epsilon: found 2.0; expected 0.0 to 1.0"),
    ("normalization: { eps: 0.1 }", "unknown key 'eps'"),
    ("scaling: { stemWidth: fixd }", "did you mean 'fixed'?"),
    ("stem: { channels: 8, kernelSize: 2 }", "stem: kernelSize: found 2, which is even"),
    ("stem: { layers: [] }", "stem: layers: found 0; expected 1 to 16"),
    ("head: { dropoutRate: 1 }", "head: dropoutRate: found 1.0; expected 0 up to below 1"),
    (
      "head: { normalizesHidden: true }",
      "head: normalizesHidden: found true without a hidden layer; expected hiddenUnits beside it"
    ),
    ("head: { classes: 0 }", "head: classes: found 0"),
    ("stages: []", "stages: found 0; expected 1 to"),
    ("padding: valid", "padding: unknown value 'valid'"),
    ("activation: swish", "activation: unknown value 'swish'"),
    ("resolutoin: 64", "unknown key 'resolutoin'; did you mean 'resolution'?"),
  ])
  func badKeysAreNamed(line: String, message: String) {
    var lines = [
      "resolution: 64", "activation: relu", "stem: { channels: 8 }",
      "stages: [{ block: convolution, channels: 8 }]", "head: { classes: 10 }",
    ]
    let key = line.prefix { $0 != ":" }
    lines.removeAll { $0.hasPrefix("\(key):") }
    lines.append(line)
    let error = #expect(throws: FileError.self) {
      try parse(lines.joined(separator: "\n"))
    }
    #expect(error?.description.contains(message) == true, "\(String(describing: error))")
    #expect(error?.position != nil)
  }

  @Test func aVanishingResolutionIsToldAtItsStage() {
    let symmetric =
      "resolution: 4\nactivation: relu\npadding: symmetric\n"
      + "stem: { channels: 8, kernelSize: 1, stride: 1, hasPooling: true, poolingRoundsUp: true }\n"
      + "stages:\n  - { block: convolution, channels: 8 }\nhead: {}\n"
    #expect(throws: Never.self) { try parse(symmetric) }
    let vanished = symmetric.replacingOccurrences(of: "resolution: 4", with: "resolution: 2")
    let error = #expect(throws: FileError.self) { try parse(vanished) }
    #expect(error?.description.hasPrefix("net.yaml:4:") == true, "\(String(describing: error))")
    #expect(error?.message.contains("no pixel is left") == true)
  }

  @Test func tooManyLayersAreRefusedQuickly() {
    let stages = [String](
      repeating: "  - { block: mbConv, channels: 8, expansionRatio: 6, repeats: 10000 }",
      count: 1000)
    let text = "\(header)stages:\n\(stages.joined(separator: "\n"))\nhead: {}\n"
    let error = #expect(throws: FileError.self) { try parse(text) }
    #expect(error?.message.contains("more than \(NetworkLimits.layers) layers") == true)
  }
}

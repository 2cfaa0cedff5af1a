import Architectures
import Configuration
import Files
import Foundation
import Interchange
import Testing

@testable import SearchSpaces

/// A space's stages are read by the reader of architecture files.
struct StageTemplateTests {
  private static func space(_ stage: String, conditions: String = "") throws -> SearchSpace {
    let text = """
      name: one
      resolution: 32
      stem: {channels: 8}
      stages:
        - \(stage)
      \(conditions)
      """
    return try SearchSpace(SpaceDefinition(ConfigurationFile.parse(text, file: "space.yaml")))
  }

  private static func architectureStage(_ stage: String) throws -> Stage {
    let text = """
      resolution: 32
      activation: relu
      stem: {channels: 8}
      stages:
        - \(stage)
      head: {}
      """
    return try ArchitectureFile.parse(text, file: "net.yaml").stages[0]
  }

  /// One stage, once in a space of one architecture and once in an architecture file.
  @Test(arguments: [
    "{block: bottleneckResidual, channels: 32, squeezeRatio: 0.25}",
    "{block: bottleneckResidual, channels: 32, squeezeRatio: 0.25, squeezePosition: inner}",
    "{block: bottleneckResidual, channels: 64, groupWidth: 8, innerRatio: 1, stride: 2}",
    "{block: mbConv, channels: 16, expansionRatio: 6, squeezeRatio: 0.25, squeezeGate: hardSigmoid}",
    "{block: mbConv, channels: 16, expansionChannels: 40, kernelSize: 5, shortcut: pool}",
    "{block: fusedMBConv, channels: 16, expansionRatio: 1, repeats: 2, activation: silu}",
    "{block: convolution, channels: 16, groups: 2, shortcut: identity}",
    "{block: depthwiseSeparable, channels: 16}",
    "{block: depthwiseSeparable, channels: 16, squeezeRatio: 0.25}",
    "{block: mbConv, channels: 16, expansionRatio: 1, keepsExpansion: true}",
    "{blocks: dsa_r2_k3_s2_c16_se0.25}", "{blocks: ir_r2_k3.5_p1.1_s2_e6_c16}",
    "{block: mbConv, channels: 16, expansionRatio: 6, kernelSize: 3+5+7, expansionShares: 2}",
    "{block: universalBottleneck, channels: 16, expansionRatio: 4, startKernelSize: 5}",
    "{block: universalBottleneck, channels: 16, expansionRatio: 4, kernelSize: 0, repeats: 2}",
    "{block: basicResidual, channels: 16, squeezeRatio: 0.0625}",
  ])
  func aStageMeansTheSameInASpaceAndInAnArchitecture(_ stage: String) throws {
    let space = try Self.space(stage)
    let architecture = try space.architecture([Int](repeating: 0, count: space.decisions.count))
    #expect(try architecture.stages == [Self.architectureStage(stage)])
  }

  /// `se` of timm's strings is of its EfficientNet or MobileNetV3, as the space says.
  @Test(arguments: [
    ("relu", "ir_r1_k5_s2_e6_c40_se0.25"), ("hardSwish", "ds_r1_k3_s2_c16_se0.25_nre"),
    ("hardSwish", "dsa_r2_k3_s2_c16_se0.5"),
  ])
  func blockStringsAreOfTheClassThatTheSpaceNames(activation: String, line: String) throws {
    func stage(_ key: String) throws -> Stage {
      let text = """
        name: one
        resolution: 32
        activation: \(activation)
        \(key)
        stem: {channels: 8}
        stages: [{blocks: \(line)}]
        """
      let space = try SearchSpace(
        SpaceDefinition(ConfigurationFile.parse(text, file: "space.yaml")))
      return try space.architecture([Int](repeating: 0, count: space.decisions.count)).stages[0]
    }
    #expect(try stage("blockStrings: mobilenetv3").block.squeeze?.basis == .gated)
    #expect(try stage("blockStrings: efficientnet").block.squeeze?.basis == .blockInput)
    let unsaid = Result { try stage("") }
    if activation == "hardSwish" {
      let error = #expect(throws: FileError.self) { try unsaid.get() }
      #expect(error?.message.contains("add 'blockStrings: mobilenetv3'") == true)
    } else {
      #expect(try unsaid.get().block.squeeze?.basis == .blockInput)
    }
    #expect(throws: FileError.self) { try stage("blockStrings: mobilenetv4") }
  }

  /// What a recorded space meant before `squeezePosition` was a key.
  @Test func recordedBottlenecksKeepTheirSqueezeInside() throws {
    let recorded = """
      {"dimensions": [{"key": "block", "options": [{"block": "bottleneckResidual"}]},
       {"key": "squeezeRatio", "options": [{"squeezeRatio": "0.25"}]},
       {"key": "channels", "options": [{"channels": "32"}]}], "shared": {}}
      """
    let stage = try JSONDecoder().decode(StageSpaceDefinition.self, from: Data(recorded.utf8))
    #expect(stage.keys.contains("squeezePosition"))
    #expect(stage.dimensions.last?.options[0]["squeezePosition"]?.text == "inner")
  }

  @Test func theDefinitionIsReadBackAsItWasWritten() throws {
    let space = try Self.space(
      "{block: [mbConv, bottleneckResidual], channels: 32, squeezeRatio: [0, 0.25]}")
    let data = try JSONEncoder().encode(space.definition)
    let read = try JSONDecoder().decode(SpaceDefinition.self, from: data)
    #expect(read == space.definition)
    #expect(read.stages[0].dimensions.last?.options[0]["squeezePosition"]?.text == "output")
  }

  @Test(arguments: [
    (
      "{block: mbConv, channels: 16, expansionRatio: [3, -1]}",
      "space.yaml:5:55: stage 1: expansionRatio: found -1.0; expected above 0, up to 1024"
    ),
    (
      "{block: mbConv, channels: 16, kernelSize: [3, 4]}",
      "space.yaml:5:51: stage 1: kernelSize: found 4, which is even; expected an odd number"
    ),
    (
      "{block: mbConv, channels: 16, kernelSize: [3, 5, 3+4]}",
      "space.yaml:5:54: stage 1: kernelSize: found 4, which is even; expected an odd number"
    ),
    (
      "{block: [mbConv, universalBottleneck], channels: 16, kernelSize: [0, 3]}",
      "stage 1: kernelSize: found 0; expected an odd number"
    ),
    ("{block: mbConv, channels: 16, kernelSize: [3+5, 3+5]}", "stands twice"),
    ("{block: mbConv, channels: [16, x]}", "space.yaml:5:36: stages item 1, channels item 2"),
    (
      "{block: mbConv, channels: 16, kernelSiz: 3}",
      "space.yaml:5:46: stages item 1: unknown key 'kernelSiz'; did you mean 'kernelSize'?"
    ),
    (
      "{block: convolution, channels: 16, squeezeRatio: 0.25}",
      "unknown key 'squeezeRatio'"
    ),
    ("{block: mbConv, channels: 16, squeezeRatio: [0, 0.0]}", "stands twice"),
  ])
  func mistakesAreToldAtTheirPlace(_ stage: String, _ message: String) throws {
    let error = #expect(throws: FileError.self) { try Self.space(stage) }
    #expect(error.map { "\($0)" }?.contains(message) == true, "\(error.map { "\($0)" } ?? "")")
  }

  /// Options combine: what one kind of block has no use for belongs to another.
  @Test func keysOfOtherChoicesArePassedOver() throws {
    let space = try Self.space(
      "{block: [convolution, mbConv], channels: 16, squeezeRatio: [0, 0.25]}")
    #expect(try SpaceGraph(space).count == ArchitectureCount(3))
  }

  /// A list is a choice; sizes that stand together are one of its options.
  @Test func mixedKernelsAreChosenAsOne() throws {
    let space = try Self.space("{block: mbConv, channels: 16, kernelSize: [3, 5, 3+5]}")
    #expect(try SpaceGraph(space).count == ArchitectureCount(3))
    let architecture = try space.architecture(
      space.decisions.map { $0.name.contains("kernelSize") ? 2 : 0 })
    #expect(architecture.stages[0].kernelSizes == [3, 5])
  }

  /// `0.0` is the `0` of a rule.
  @Test(arguments: ["0", "0.0", "0e0"])
  func rulesCompareNumbers(_ zero: String) throws {
    let space = try Self.space(
      "{block: mbConv, channels: 16, squeezeRatio: [\(zero), 0.25], expansionRatio: [2, 4]}",
      conditions: "conditions: [{when: {squeezeRatio: 0}, then: {expansionRatio: 4.0}}]")
    #expect(try SpaceGraph(space).count == ArchitectureCount(3))
  }
}

import Files
import Foundation
import ModelZoo
import Networks
import ONNX
import TestSupport
import Testing

@testable import Interchange

@Suite struct ONNXSettingsTests {
  /// In which version an operator came (github.com/onnx/onnx, docs/Changelog.md).
  private static let since = ["HardSwish": 14, "Gelu": 20, "LayerNormalization": 17]

  @Test(arguments: ONNXSettings.operatorSets)
  func operatorsAreOfTheVersion(version: Int) throws {
    var seen: Set<String> = []
    for name in ["convnext-t", "mobilenet-v3-small"] {
      let network = try ModelZoo.model(named: name).network(resolution: 64)
      var graph = ONNXGraph(network, ONNXSettings(operatorSet: version))
      graph.addLayers()
      seen.formUnion(graph.nodes.map(\.operatorName))
    }
    for (name, first) in Self.since {
      #expect(seen.contains(name) == (version >= first), "\(name)")
    }
  }

  /// docs/Versioning.md of ONNX: the version of the format that came with each version of operators.
  @Test(
    arguments: zip(
      [11, 12, 13, 14, 15, 16, 17, 18, 19, 20, 21, 22, 23, 24, 25],
      [6, 7, 7, 7, 8, 8, 8, 8, 9, 9, 10, 10, 11, 12, 13]))
  func theFormatIsTheFirstWithTheOperators(version: Int, format: Int) {
    #expect(ONNXSettings(operatorSet: version).formatVersion == format)
  }

  private func network() throws -> Network {
    var builder = NetworkBuilder(
      name: "tiny", input: try TensorShape(height: 4, width: 4, channels: 3))
    let map = try builder.add(
      .fullyConnected(FullyConnected(outputs: 5)), to: builder.input, name: "body")
    let pooled = try builder.add(.globalAveragePooling, to: map, name: "pooling")
    return try builder.finish(outputs: [NetworkOutput(name: "logits", layer: pooled)])
  }

  @Test func theAccountIsInTheFile() throws {
    let folder = try TemporaryFolder()
    let path = "\(folder.path)/tiny.onnx"
    let network = try network()
    let settings = ONNXSettings(
      operatorSet: 13, isHalf: true, metadata: ["phi": "1.5", "study": "studies/é"])
    try ONNXFile.write(network, to: path, settings: settings) { parameter in
      [Float](repeating: 0.1, count: parameter.role == .bias ? 5 : 15)
    }
    let model = try ModelMessage(path: path)
    #expect(model.metadata == settings.metadata)
    #expect(model.operatorSets == ["": 13])
    #expect(model.irVersion == 7)
    let file = try ONNXImport(model)
    // The half-precision number next to 0.1 (IEEE 754).
    let values = try file.values()
    let parameter = try #require(try file.network.lowered().parameters.first)
    #expect(values[parameter.id] == [Float](repeating: 0.0999755859375, count: 15))
  }

  @Test(arguments: [65520, -1e6, .infinity, .nan] as [Float])
  func numbersBeyondHalfPrecisionAreRefused(number: Float) throws {
    let folder = try TemporaryFolder()
    let path = "\(folder.path)/tiny.onnx"
    let error = #expect(throws: FileError.self) {
      try ONNXFile.write(network(), to: path, settings: ONNXSettings(isHalf: true)) { parameter in
        [Float](repeating: number, count: parameter.role == .bias ? 5 : 15)
      }
    }
    #expect(error?.message.contains("body.weight holds \(number)") == true)
    #expect(!FileManager.default.fileExists(atPath: path))
  }
}

@Suite struct HalfRoundingTests {
  /// Every finite half-precision number is itself; between two the nearer one is taken, in the middle
  /// the even one.
  @Test func roundsToTheNearest() {
    for bits in UInt16(0)..<0x7BFF {
      let (low, high) = (HalfPrecision.float(bits), HalfPrecision.float(bits + 1))
      let middle = (low + high) / 2
      #expect(HalfPrecision.bits(low) == bits)
      #expect(HalfPrecision.bits(-low) == bits | 0x8000)
      #expect(HalfPrecision.bits(middle) == (bits % 2 == 0 ? bits : bits + 1))
      #expect(HalfPrecision.bits(middle.nextDown) == bits)
      #expect(HalfPrecision.bits(middle.nextUp) == bits + 1)
    }
    #expect(HalfPrecision.bits(65504) == 0x7BFF)
    #expect(HalfPrecision.bits(Float(65520).nextDown) == 0x7BFF)
    #expect(HalfPrecision.bits(65520) == nil)
    #expect(HalfPrecision.bits(.nan) == nil)
  }
}

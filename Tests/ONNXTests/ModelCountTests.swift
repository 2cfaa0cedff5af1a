import Foundation
import TestSupport
import Testing

@testable import ONNX

/// Networks of timm and torchvision from both of PyTorch's exporters, held to PyTorch's own counts.
@Suite struct ModelCountTests {
  struct Fact: Decodable, CustomTestStringConvertible {
    let file: String
    let parameters: Int
    let multiplyAdds: Int

    var testDescription: String { file }
  }

  static func facts() throws -> [Fact] {
    let url = try fixtureURL("models.json", in: .module)
    return try JSONDecoder().decode([Fact].self, from: Data(contentsOf: url))
  }

  @Test(arguments: try facts()) func equalsPyTorch(fact: Fact) throws {
    let path = try fixtureURL("models/\(fact.file)", in: .module).path
    let count = try ModelCount(of: ModelMessage(path: path))
    #expect(count.total.multiplyAdds == fact.multiplyAdds)
    #expect(count.total.parameters == fact.parameters)
    #expect(count.nodes.allSatisfy { $0.knowledge == .known })
    #expect(count.outputs.map(\.shape) == [[1, 1000]])
  }

  /// The two exporters say differently which module a node is of.
  @Test(arguments: ["resnet18-torchscript-11", "mobilenetv4_conv_small-dynamo-unoptimized"])
  func modules(file: String) throws {
    let path = try fixtureURL("models/\(file).onnx", in: .module).path
    let count = try ModelCount(of: ModelMessage(path: path))
    let convolution = try #require(count.nodes.first { $0.operatorName == "Conv" })
    let own = file.hasPrefix("resnet") ? "conv1" : "conv_stem"
    #expect(convolution.scope == [own])
    let modules = Set(count.nodes.flatMap(\.scope))
    #expect(modules.contains(file.hasPrefix("resnet") ? "layer3.1.bn2" : "blocks.1.0"))
  }

  @Test func partsSumToTheWhole() throws {
    let path = try fixtureURL("models/convnext_atto-torchscript-17.onnx", in: .module).path
    let count = try ModelCount(of: ModelMessage(path: path))
    let parts = count.grouped(by: \.operatorName)
    #expect(parts.reduce(0) { $0 + $1.total.multiplyAdds } == count.total.multiplyAdds)
    #expect(parts.reduce(0) { $0 + $1.total.parameters } == count.total.parameters)
    #expect(parts.reduce(0) { $0 + $1.nodes.count } == count.total.nodes)
  }
}

import Foundation
import TestSupport
import Testing

@testable import ONNX

/// Operations that exporters spell out are found again.
@Suite struct PatternTests {
  private func graph(_ file: String) throws -> RunningGraph {
    try ModelCount(of: ModelMessage(path: fixtureURL(file, in: .module).path)).graph
  }

  /// The last node of each form says in its name what it is (`Fixtures/patterns.py`).
  @Test func formsAreToldApart() throws {
    let graph = try graph("patterns.onnx")
    let found = GraphPatterns(in: graph).all.map { pattern in
      (name: graph.nodes[pattern.root].view.node.name, kind: pattern.kind)
    }
    for (name, kind) in found {
      #expect(name.split(separator: "-").first.map(String.init) == "\(kind)")
    }
    let named = graph.nodes.map(\.view.node.name).filter {
      $0.contains("-") && !$0.hasPrefix("none")
    }
    #expect(found.map(\.name) == named)
    #expect(named.count == 14)
    let epsilons = GraphPatterns(in: graph).all.compactMap(\.epsilon)
    #expect(epsilons == Array(repeating: Double(Float(1e-6)), count: 3))
  }

  /// How often each module of these networks of timm 1.0.31 runs.
  @Test(
    arguments: [
      ("tf_efficientnetv2_b0-torchscript-11", [.silu: 55, .squeezeAndExcitation: 16]),
      ("convnext_atto-torchscript-17", [.gelu: 12]),
      ("deit_tiny_patch16_224-dynamo", [.attention: 12]),
      ("resnet18-torchscript-11", [:]), ("mobilenetv4_conv_small-dynamo-unoptimized", [:]),
    ] as [(String, [GraphPattern.Kind: Int])])
  func modulesOfNetworks(file: String, counts: [GraphPattern.Kind: Int]) throws {
    let found = try GraphPatterns(in: graph("models/\(file).onnx")).all
    #expect(Dictionary(grouping: found, by: \.kind).mapValues(\.count) == counts)
  }

  /// Of patterns inside one another a node belongs to the largest.
  @Test func gatesBelongToTheirSqueeze() throws {
    let graph = try graph("models/tf_efficientnetv2_b0-torchscript-11.onnx")
    let outermost = GraphPatterns(in: graph).outermost
    let pools = graph.nodes.indices.filter {
      graph.nodes[$0].operatorName == "ReduceMean"
        && outermost[$0]?.kind == .squeezeAndExcitation
    }
    #expect(pools.count == 16)
    let inside = graph.nodes.indices.filter {
      graph.nodes[$0].operatorName == "Sigmoid"
        && outermost[$0]?.kind == .squeezeAndExcitation
    }
    // The gate's sigmoid and that of the SiLU before it.
    #expect(inside.count == 32)
  }
}

import ExecutionTestSupport
import Networks
import Testing

@testable import NetworkExecution

/// What of a network is written to memory, and what its readers compute in passing.
@Suite struct GraphTests {
  /// Normalisation and activation cost no tensor of their own.
  @Test func convolutionNormalizationAndActivationAreOneNode() throws {
    let network = try smallNetwork("unit") { try $0.unit($1, "a", channels: 5, kernel: 3) }
    let graph = PlanGraph(network, for: .training, outputs: [network.output])
    // Input, convolution, mean over pixels, classifier.
    #expect(graph.nodes.count == 4)
    #expect(graph.nodes[1].producer is WindowConvolutionOperator)
    #expect(graph.nodes[1].affine == .normalization(0))
    #expect(graph.nodes[1].activation == .silu)
    #expect(graph.normalizations.map(\.node) == [1])
  }

  @Test func oneByOneConvolutionsAndClassifiersAreProducts() throws {
    let network = try smallNetwork("product") { try $0.unit($1, "a", channels: 5) }
    let graph = PlanGraph(network, for: .inference, outputs: [network.output])
    #expect(graph.nodes[1].producer is PointwiseOperator)
    #expect(graph.nodes.last?.producer is PointwiseOperator)
  }

  /// The sum is read where its last summand stands; the other summand is read through it.
  @Test func shortcutsAreReadInPassing() throws {
    let network = try OperatorCase.residual.network()
    let graph = PlanGraph(network, for: .training, outputs: [network.output])
    let sums = graph.nodes.filter { $0.residual != nil }
    #expect(sums.count == 1)
    #expect(sums[0].mustStore)
  }

  @Test func layersThatNobodyNeedsAreLeftOut() throws {
    let network = try OperatorCase.deadBranch.network()
    let graph = PlanGraph(network, for: .training, outputs: [network.output])
    let layers = graph.nodes.compactMap { ($0.producer as? any ConvolutionOperator)?.layer.layer }
    #expect(layers.map { network.name(of: $0) } == ["a", "b", "logits"])
  }

  /// Dropping layers are the identity in inference.
  @Test(arguments: [OperatorCase.dropout, .stochasticDepth])
  func inferenceDropsNothing(_ operatorCase: OperatorCase) throws {
    let network = try operatorCase.network()
    func drops(_ purpose: PlanGraph.Purpose) -> Bool {
      PlanGraph(network, for: purpose, outputs: [network.output]).nodes.contains {
        $0.survival != nil || $0.dropout != nil
      }
    }
    #expect(drops(.training))
    #expect(!drops(.inference))
  }
}

import Networks
import Testing

@Suite struct RegularizationTests {
  @Test func droppingLayersStayAndDropNothing() throws {
    var builder = NetworkBuilder(
      name: "test", input: try TensorShape(height: 4, width: 4, channels: 2))
    let dropped = try builder.add(
      .stochasticDepth(survivalProbability: 0.5), to: builder.input, name: "branch")
    let sum = try builder.add(.add, joining: builder.input, and: dropped, name: .role(.add))
    let dropout = try builder.add(.dropout(rate: 0.5), to: sum, name: "dropout")
    let logits = try builder.add(
      .fullyConnected(FullyConnected(outputs: 3)), to: dropout, name: "logits")
    let network = try builder.finish(output: logits)
    let plain = network.unregularized
    #expect(plain.layers[dropped].operation == .stochasticDepth(survivalProbability: 1))
    #expect(plain.layers[dropout].operation == .dropout(rate: 0))
    #expect(plain.layers.map(\.output) == network.layers.map(\.output))
    #expect(plain.parameters == network.parameters)
    #expect(
      plain.layers.indices.map { plain.name(of: $0) }
        == network.layers.indices.map { network.name(of: $0) })
  }
}

import Networks
import Testing

@Suite struct ParameterTests {
  /// A layer on a map of 4×4 pixels and 6 channels.
  private func network(_ operation: Operation) throws -> Network {
    var builder = NetworkBuilder(
      name: "one", input: try TensorShape(height: 4, width: 4, channels: 6))
    let layer = try builder.add(operation, to: builder.input, name: "layer")
    return try builder.finish(output: layer)
  }

  /// Shapes after the operators' definitions.
  @Test func everyOperatorsParametersInClosedForm() throws {
    let kernel = Extent(height: 3, width: 2)
    let cases: [(Operation, [String])] = [
      (
        .convolution(
          Convolution(
            outputChannels: 4, kernelSize: kernel, groups: 2, padding: .valid, hasBias: true)),
        ["weight [3, 2, 3, 4]", "bias [4]"]
      ),
      (
        .convolution(Convolution(outputChannels: 4, kernelSize: kernel, padding: .valid)),
        ["weight [3, 2, 6, 4]"]
      ),
      (.fullyConnected(FullyConnected(outputs: 5)), ["weight [6, 5]", "bias [5]"]),
      (
        .batchNormalization(BatchNormalization()),
        ["scale [6]", "offset [6]", "runningMean [6]", "runningVariance [6]"]
      ),
      (
        .batchNormalization(BatchNormalization(hasScale: false)),
        ["offset [6]", "runningMean [6]", "runningVariance [6]"]
      ),
      (.layerNormalization(epsilon: 1e-6), ["scale [6]", "offset [6]"]),
      (.channelScale(initialValue: 0.1), ["scale [6]"]),
      (.tokenEmbedding, ["weight [17, 6]", "offset [6]"]),
      (.attention(heads: 1), []), (.activation(.relu), []), (.globalAveragePooling, []),
      (.dropout(rate: 0.5), []), (.flatten, []), (.channelShuffle(groups: 2), []),
    ]
    for (operation, expected) in cases {
      let network = try network(operation)
      let found = network.parameters.map { "\($0.role.rawValue) \($0.shape)" }
      #expect(found == expected, "\(operation)")
      #expect(network.parameters == network.parameters(of: 1))
      for parameter in network.parameters {
        #expect(parameter.count == parameter.shape.reduce(1, *))
        #expect(network.name(of: parameter.id) == "layer.\(parameter.role.rawValue)")
        #expect(parameter.isTrained == !parameter.role.rawValue.hasPrefix("running"))
      }
    }
  }

  @Test func sharedWeightsHaveOneOwner() throws {
    var builder = NetworkBuilder(
      name: "shared", input: try TensorShape(height: 4, width: 4, channels: 6))
    let linear = Operation.fullyConnected(FullyConnected(outputs: 6))
    let first = try builder.add(linear, to: builder.input, name: "first")
    let second = try builder.add(linear, to: first, name: "second", sharing: first)
    let network = try builder.finish(output: second)
    #expect(network.parameters.map(\.layer) == [first, first])
    #expect(network.parameters(of: second).isEmpty)
    #expect(network.owner(of: second) == first)
    #expect(
      network.parameter(.bias, usedBy: second)?.id == ParameterID(layer: first, role: .bias))
    #expect(network.parameter(.scale, usedBy: second) == nil)
  }

  @Test func identifiersAreOrderedByLayerAndRole() throws {
    let ids = Parameter.Role.allCases.flatMap { role in
      [2, 0, 1].map { ParameterID(layer: $0, role: role) }
    }
    #expect(
      ids.sorted().map(\.layer) == [Int](repeating: 0, count: 6) + [1, 1, 1, 1, 1, 1]
        + [Int](repeating: 2, count: 6))
    #expect(ids.sorted().prefix(6).map(\.role) == Parameter.Role.allCases)
  }

  /// 2^12 · 2^12 · 2^24 weights per output, 2^24 outputs: beyond 2^63.
  @Test func countsBeyondTheRangeOfIntAreHeldAtItsEnd() throws {
    var builder = NetworkBuilder(
      name: "huge",
      input: try TensorShape(height: 1 << 12, width: 1 << 12, channels: NetworkLimits.channels))
    let layer = try builder.add(
      .convolution(
        Convolution(
          outputChannels: NetworkLimits.channels, kernelSize: Extent(NetworkLimits.kernel),
          padding: .valid)),
      to: builder.input, name: "layer")
    let weight = try #require(try builder.finish(output: layer).parameters.first)
    #expect(weight.shape.fanIn == 1 << 48)
    #expect(weight.shape.checkedElements == nil)
    #expect(weight.count == .max)
  }

  @Test func tablesHoldWhatIsPutIn() {
    let (first, second) = (
      ParameterID(layer: 1, role: .weight), ParameterID(layer: 1, role: .bias)
    )
    var table = WeightTable()
    table[second] = [3]
    table[first] = [1, 2]
    #expect(table.parameters == [first, second])
    #expect(table[first] == [1, 2])
    table[first] = nil
    #expect(table.count == 1 && table[first] == nil)
  }
}

@Suite struct OperationTraitsTests {
  /// One operation of every kind, in the order of the enumeration.
  private let operations: [Operation] = [
    .input, .convolution(Convolution(outputChannels: 1, kernelSize: 3, padding: .valid)),
    .fullyConnected(FullyConnected(outputs: 1)), .batchNormalization(BatchNormalization()),
    .layerNormalization(epsilon: 1e-6), .tokenEmbedding, .attention(heads: 1),
    .channelScale(initialValue: 1), .activation(.silu),
    .pooling(Pooling(.maximum, kernelSize: 2, stride: 2, padding: .valid)), .globalAveragePooling,
    .add, .multiply, .concatenate, .scale(2), .slice(start: 0, count: 1),
    .channelShuffle(groups: 1), .pad(top: 0, left: 0, bottom: 0, right: 0), .dropout(rate: 0.5),
    .stochasticDepth(survivalProbability: 0.5), .flatten,
  ]

  private func names(_ isWanted: (Operation) -> Bool) -> [String] {
    operations.filter(isWanted).map { "\($0)".split(separator: " ").first.map(String.init) ?? "" }
  }

  @Test func traitsAreThoseOfTheOperators() {
    #expect(names(\.isLinear) == ["conv", "fully"])
    #expect(names(\.hasBias) == ["fully"])
    #expect(names(\.isPointwise) == ["fully"])
    #expect(names(\.isContraction) == ["conv", "fully", "attention,"])
    #expect(names(\.isNormalization) == ["batch", "layer"])
    #expect(names(\.isView) == ["dropout", "stochastic", "flatten"])
    #expect(names(\.joins) == ["add", "multiply", "concatenate"])
    #expect(names(\.isTransformerOnly) == ["token", "attention,"])
    #expect(
      names(\.isElementwise) == ["batch", "channel", "silu", "add", "multiply", "scale"])
    #expect(
      names { !$0.computes } == [
        "input", "concatenate", "channels", "channel", "pad", "dropout", "stochastic", "flatten",
      ])
    #expect(
      names(\.derivativeReadsInputs) == [
        "conv", "fully", "batch", "layer", "attention,", "channel", "silu", "max", "multiply",
      ])
    #expect(names(\.derivativeReadsOutput) == ["max"])
    #expect(Operation.activation(.relu).derivativeReadsOutput)
  }
}

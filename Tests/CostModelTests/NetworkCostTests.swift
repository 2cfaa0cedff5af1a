import CostModel
import Networks
import Testing

@Suite struct NetworkCostTests {
  @Test func everyReferenceLayerIsReproduced() throws {
    let layers = try Fixtures.decode(ReferenceLayers.self, from: "layers").rows
    #expect(layers.count > 800)
    for layer in layers {
      let network = try layer.network()
      let cost = try NetworkCost(of: network).layers[1]
      #expect(network.outputShape == layer.output, "\(layer.name)")
      #expect(cost.parameters == layer.parameters, "\(layer.name)")
      #expect(cost.multiplyAdds == layer.multiplyAdds, "\(layer.name)")
      let isNormalization = layer.type == "bn"
      #expect(cost.normalizationParameters == (isNormalization ? layer.parameters : 0))
      #expect(cost.activations == (isNormalization ? 0 : layer.output.elements))
    }
  }

  /// Each row against loops over every weight and every output element.
  @Test(arguments: 0..<60) func rowsAgreeWithCountingOneByOne(seed: Int) throws {
    let network = try randomNetwork(seed: seed, layers: 40)
    let cost = try NetworkCost(of: network)
    for index in network.layers.indices {
      let layer = network.layers[index]
      let counted = countOneByOne(layer, input: network.inputShape(of: index))
      let row = cost.layers[index]
      let isReused = layer.weightSource != nil
      #expect(row.parameters == (isReused ? 0 : counted.parameters))
      #expect(row.reusedParameters == (isReused ? counted.parameters : 0))
      #expect(row.multiplyAdds == counted.multiplyAdds)
    }
  }

  @Test(arguments: 0..<60, [50, 31])
  func rowsSumToStagesAndTotal(seed: Int, output: Int) throws {
    let network = try randomNetwork(seed: seed, layers: 50, output: output)
    for batch in [1, 7] {
      let cost = try NetworkCost(of: network, batch: batch)
      let figures: [KeyPath<Cost, Int>] = [
        \.parameters, \.normalizationParameters, \.reusedParameters, \.multiplyAdds, \.activations,
      ]
      for figure in figures {
        #expect(cost.layers.map { $0[keyPath: figure] }.reduce(0, +) == cost.total[keyPath: figure])
        #expect(cost.stages.map { $0[keyPath: figure] }.reduce(0, +) == cost.total[keyPath: figure])
        for stage in network.stages.indices {
          let rows = network.layers.indices.filter { network.layers[$0].stage == stage }
          let sum = rows.map { cost.layers[$0][keyPath: figure] }.reduce(0, +)
          #expect(sum == cost.stages[stage][keyPath: figure])
        }
      }
      #expect(try NetworkCost.total(of: network, batch: batch) == cost.total)
    }
  }

  @Test func aBatchMultipliesArithmeticAndNotParameters() throws {
    let network = try randomNetwork(seed: 3, layers: 50)
    let one = try NetworkCost(of: network).total
    let many = try NetworkCost(of: network, batch: 32).total
    #expect(many.multiplyAdds == 32 * one.multiplyAdds)
    #expect(many.activations == 32 * one.activations)
    #expect(many.parameters == one.parameters)
    #expect(many.flops == 64 * one.multiplyAdds)
  }

  @Test func sharedWeightsCountOnceAsParametersAndTwiceAsArithmetic() throws {
    var builder = try NetworkBuilder(
      name: "shared", input: TensorShape(height: 8, width: 8, channels: 16))
    let convolution = Operation.convolution(
      Convolution(outputChannels: 16, kernelSize: 3, padding: .same, hasBias: true))
    let first = try builder.add(convolution, to: builder.input, name: "first")
    let second = try builder.add(convolution, to: first, name: "second", sharing: first)
    let total = try NetworkCost(of: builder.finish(output: second)).total
    #expect(total.parameters == 3 * 3 * 16 * 16 + 16)
    #expect(total.reusedParameters == 3 * 3 * 16 * 16 + 16)
    #expect(total.parametersPerUse == 2 * (3 * 3 * 16 * 16 + 16))
    #expect(total.multiplyAdds == 2 * 3 * 3 * 16 * 16 * 64)
  }

  @Test func countsBeyondIntAreRefusedWithTheLayer() throws {
    var builder = try NetworkBuilder(
      name: "vast", input: TensorShape(height: 1 << 16, width: 1 << 16, channels: 1 << 24))
    let layer = try builder.add(
      .fullyConnected(FullyConnected(outputs: 1 << 24)), to: builder.input, name: "vast.layer")
    let network = try builder.finish(output: layer)
    let error = #expect(throws: CostError.self) { try NetworkCost(of: network) }
    #expect(error?.reason == .overflow)
    #expect(error?.layer == "vast.layer")
    #expect(throws: CostError.self) { try NetworkCost.total(of: network) }
  }

  @Test func sumsAndBatchesBeyondIntAreRefused() throws {
    // 2^32 pixels, 2^14 channels in and out: 2^60 multiply-adds a layer, so that 7 layers fit.
    var builder = try NetworkBuilder(
      name: "deep", input: TensorShape(height: 1 << 16, width: 1 << 16, channels: 1 << 14))
    var layer = builder.input
    for index in 1...7 {
      layer = try builder.add(
        .fullyConnected(FullyConnected(outputs: 1 << 14)), to: layer, name: "layer\(index)")
    }
    var deeper = builder
    let network = try builder.finish(output: layer)
    #expect(try NetworkCost(of: network).total.multiplyAdds == 7 << 60)
    #expect(try NetworkCost(of: network).total.flops == nil)
    #expect(throws: CostError.self) { try NetworkCost(of: network, batch: 2) }
    #expect(throws: CostError.self) { try NetworkCost.total(of: network, batch: 2) }
    layer = try deeper.add(
      .fullyConnected(FullyConnected(outputs: 1 << 14)), to: layer, name: "layer8")
    let tooDeep = try deeper.finish(output: layer)
    let error = #expect(throws: CostError.self) { try NetworkCost(of: tooDeep) }
    #expect(error?.layer == "layer8")
  }

  @Test(arguments: [0, -1, Int.min]) func batchesWithoutImagesAreRefused(batch: Int) throws {
    let network = try randomNetwork(seed: 1, layers: 5)
    let error = #expect(throws: CostError.self) { try NetworkCost(of: network, batch: batch) }
    #expect(error?.message == "a batch of \(batch) images; expected 1 or more")
  }
}

/// Counts by walking over every output element and every weight it reads.
private func countOneByOne(
  _ layer: Layer, input: TensorShape
) -> (parameters: Int, multiplyAdds: Int) {
  let output = layer.output
  switch layer.operation {
  case .convolution(let convolution):
    var weights = 0
    for _ in 0..<output.channels {
      for _ in 0..<convolution.kernelSize.height {
        for _ in 0..<convolution.kernelSize.width {
          for _ in 0..<input.channels / convolution.groups { weights += 1 }
        }
      }
    }
    let biases = convolution.hasBias ? output.channels : 0
    return (weights + biases, weights * output.pixels)
  case .fullyConnected(let linear):
    var weights = 0
    for _ in 0..<output.channels { for _ in 0..<input.channels { weights += 1 } }
    return (weights + (linear.hasBias ? output.channels : 0), weights * output.pixels)
  case .batchNormalization(let normalization):
    return (normalization.hasScale ? 2 * output.channels : output.channels, 0)
  case .layerNormalization: return (2 * output.channels, 0)
  case .tokenEmbedding: return ((output.pixels + 1) * output.channels, 0)
  case .channelScale: return (output.channels, 0)
  case .input, .attention, .activation, .pooling, .adaptiveAveragePooling, .globalAveragePooling,
    .add, .multiply,
    .concatenate,
    .scale, .slice, .channelShuffle, .pad, .dropout, .stochasticDepth, .flatten:
    return (0, 0)
  }
}

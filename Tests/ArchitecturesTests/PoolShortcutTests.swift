import Architectures
import Networks
import TestSupport
import Testing

/// MnasNet's third kind of shortcut, max pooling in place of the identity where a block strides.
@Suite struct PoolShortcutTests {
  struct Models: Decodable {
    let models: [Model]
  }
  struct Model: Decodable, Sendable, CustomTestStringConvertible {
    struct Stage: Decodable {
      let block: String
      let kernelSize: Int
      let stride: Int
      let channels: Int
      let repeats: Int
      let expansionRatio: Double
    }
    let name: String
    let resolution: Int
    let stages: [Stage]
    let parameters: Int
    let multiplyAdds: Int
    let convolutionOutputs: Int
    /// Input and output size of each pooling, in order.
    let poolings: [[Int]]
    var testDescription: String { name }
  }

  static let models: [Model] =
    (try? fixture("pool-shortcuts", as: Models.self, in: .module))?.models ?? []

  @Test func theFixtureHoldsEveryModel() {
    #expect(Self.models.count == 3)
  }

  @Test(arguments: models, PaddingConvention.allCases)
  func countsAgreeWithPyTorch(model: Model, padding: PaddingConvention) throws {
    let network = try architecture(model, padding).lowered()
    var (parameters, multiplyAdds, outputs) = (0, 0, 0)
    var poolings: [[Int]] = []
    var additions = 0
    for (index, layer) in network.layers.enumerated() {
      switch layer.operation {
      case .convolution(let convolution):
        let input = network.inputShape(of: index).channels
        let weights =
          convolution.kernelSize.area * input / convolution.groups * convolution.outputChannels
        parameters += weights
        multiplyAdds += weights * layer.output.pixels
        outputs += layer.output.elements
      case .fullyConnected(let connected):
        let input = network.inputShape(of: index).channels
        parameters += (input + 1) * connected.outputs
        multiplyAdds += input * connected.outputs
      case .batchNormalization: parameters += 2 * layer.output.channels
      case .pooling: poolings.append([network.inputShape(of: index).height, layer.output.height])
      case .add: additions += 1
      case .input, .layerNormalization, .tokenEmbedding, .attention, .channelScale, .activation,
        .adaptiveAveragePooling, .globalAveragePooling, .multiply, .concatenate, .scale, .slice,
        .channelShuffle, .pad, .dropout,
        .stochasticDepth, .flatten:
        break
      }
    }
    #expect(parameters == model.parameters)
    #expect(multiplyAdds == model.multiplyAdds)
    #expect(outputs == model.convolutionOutputs)
    #expect(poolings == model.poolings)
    #expect(additions == model.poolings.count, "every pooled shortcut is added to its branch")
  }

  private func architecture(_ model: Model, _ padding: PaddingConvention) throws -> Architecture {
    let stages = try model.stages.map { stage in
      let block: Block =
        stage.block == "mb"
        ? .mbConv(MBConv(expansion: .ratio(stage.expansionRatio), shortcut: .pool))
        : .fusedMBConv(MBConv(expansion: .ratio(1), shortcut: .pool))
      return try Stage(
        block: block, kernelSize: stage.kernelSize, stride: stage.stride, channels: stage.channels,
        repeats: stage.repeats)
    }
    return try Architecture(
      name: model.name, resolution: Resolution(model.resolution), padding: padding,
      activation: .relu,
      stem: Stem(channels: 8), stages: stages, head: Head(channels: 20, classes: 10))
  }
}

import Architectures
import Foundation
import Networks
import TestSupport
import Testing

@Suite struct LoweringTests {
  struct Models: Decodable {
    let models: [Model]
  }
  struct Model: Decodable, Sendable, CustomTestStringConvertible {
    struct Counts: Decodable {
      let params: Int
      let macs: Int
      let activations: Int
    }
    struct Stage: Decodable {
      let layers: Int
      let out_resolution: [Int]
      let out_channels: Int
      let se_squeeze: [Int]?
      let params: Int
      let macs: Int
      let activations: Int
    }
    let id: String
    let resolution: Int
    let width_coefficient: Double
    let depth_coefficient: Double
    let total: Counts
    let stages: [Stage]
    var testDescription: String { id }
  }

  static let models: [Model] =
    (try? fixture("efficientnet-stages", as: Models.self, in: .module))?.models ?? []

  @Test func theFixtureHoldsEveryModel() {
    #expect(Self.models.map(\.id) == (0...7).map { "efficientnet-b\($0)" })
  }

  /// Shapes, squeeze widths, parameters, multiply-adds and activations of every stage of B0 … B7.
  @Test(arguments: models, PaddingConvention.allCases)
  func efficientNetStages(model: Model, padding: PaddingConvention) throws {
    let scaled = try efficientNetB0(padding: padding).scaled(
      by: ScalingCoefficients(depth: model.depth_coefficient, width: model.width_coefficient))
    let network = try scaled.architecture.with(resolution: Resolution(model.resolution)).lowered()
    #expect(network.stages.count == model.stages.count)
    for (index, expected) in model.stages.enumerated() {
      let layers = network.layers.indices.filter { network.layers[$0].stage == index }
      let counts = layers.map { count(network, $0) }
      #expect(counts.reduce(0) { $0 + $1.parameters } == expected.params)
      #expect(counts.reduce(0) { $0 + $1.multiplyAdds } == expected.macs)
      #expect(counts.reduce(0) { $0 + $1.activations } == expected.activations)
      guard index < model.stages.count - 1, let last = layers.last else { continue }
      #expect(
        network.layers[last].output
          == (try TensorShape(
            height: expected.out_resolution[0], width: expected.out_resolution[1],
            channels: expected.out_channels)))
      let squeezes = layers.filter { network.name(of: $0).hasSuffix("squeezeReduce") }
      #expect(
        squeezes.map { network.layers[$0].output.channels } == expected.se_squeeze ?? [])
    }
  }

  private func count(
    _ network: Network, _ index: Int
  ) -> (parameters: Int, multiplyAdds: Int, activations: Int) {
    let layer = network.layers[index]
    let input = network.inputShape(of: index).channels
    switch layer.operation {
    case .convolution(let convolution):
      let weights =
        convolution.kernelSize.area * input / convolution.groups * convolution.outputChannels
      return (
        weights + (convolution.hasBias ? convolution.outputChannels : 0),
        weights * layer.output.pixels, layer.output.elements
      )
    case .fullyConnected(let fullyConnected):
      // The reference counts the outputs of linear layers apart from the activations.
      return ((input + 1) * fullyConnected.outputs, input * fullyConnected.outputs, 0)
    case .batchNormalization: return (2 * input, 0, 0)
    case .input, .layerNormalization, .tokenEmbedding, .attention, .channelScale, .activation,
      .pooling, .adaptiveAveragePooling, .globalAveragePooling, .add, .multiply, .concatenate,
      .scale, .slice,
      .channelShuffle, .pad, .dropout,
      .stochasticDepth, .flatten:
      return (0, 0, 0)
    }
  }

  @Test func survivalFallsLinearlyToItsLastValue() throws {
    let network = try efficientNetB0().lowered()
    let probabilities = network.layers.compactMap {
      if case .stochasticDepth(let probability) = $0.operation { probability } else { nil }
    }
    // Of B0's 16 blocks, nine have a shortcut: numbers 2, 4, 6, 7, 9, 10, 12, 13 and 14 from 0.
    let expected = [2, 4, 6, 7, 9, 10, 12, 13, 14].map { 1 - 0.2 * Double($0) / 16 }
    #expect(probabilities.count == expected.count)
    #expect(zip(probabilities, expected).allSatisfy { abs($0 - $1) < 1e-12 })
  }

  @Test func onePixelIsEnoughUnderSamePadding() throws {
    let architecture = try efficientNetB0().with(resolution: 1)
    #expect(try architecture.lowered().outputShape.channels == 1000)
  }
}

import Architectures
import Foundation
import NetworkExecution
import Networks
import TestSupport
import Testing
import TrainingData

@testable import ProxyTraining

@Suite struct NetworkScoreTests {
  /// One inverted residual with squeeze-and-excitation, and what PyTorch makes of it.
  struct Example {
    let numbers: Numbers
    let weights: WeightTable
  }

  struct Numbers: Decodable {
    let weights: [String: [Float]]
    let images: [Float]
    let noise: [Float]
    let labels: [Int32]
    let gradientNorm: Double
    let synflow: Double
    let naswot: Double
    let zenScore: Double
  }

  private func network() throws -> Network {
    try Architecture(
      name: "scored", resolution: 8, padding: .symmetric, activation: .relu,
      stem: Stem(channels: 8),
      stages: [
        Stage(
          block: .mbConv(
            MBConv(expansion: .ratio(2), squeeze: SqueezeExcitation(ratio: 0.25))),
          kernelSize: 3, stride: 1, channels: 8, repeats: 1)
      ], head: Head(channels: 12, classes: 5)
    ).lowered()
  }

  private func example(_ network: Network) throws -> Example {
    let numbers: Numbers = try fixture("zero-cost-scores", in: .module)
    // The fixture has no running statistics: no score reads them.
    var weights = WeightTable()
    for parameter in network.parameters {
      weights[parameter.id] =
        parameter.isTrained
        ? numbers.weights[network.name(of: parameter.id)]
        : [Float](repeating: 1, count: parameter.count)
    }
    return Example(numbers: numbers, weights: weights)
  }

  @Test func scoresAgreeWithPyTorch() throws {
    let network = try network()
    let example = try example(network)
    let numbers = example.numbers
    let gradient = try NetworkScore.gradientNorm(
      network, weights: example.weights, images: numbers.images, labels: numbers.labels)
    #expect(abs(gradient / numbers.gradientNorm - 1) < 1e-4)
    let synflow = NetworkScore.synflow(network, weights: example.weights)
    #expect(abs(synflow - numbers.synflow) < 1e-6)
    let naswot = NetworkScore.naswot(
      network, weights: example.weights, images: numbers.images)
    #expect(abs(naswot - numbers.naswot) < 1e-9)
    let zen = NetworkScore.zenScore(
      network, weights: example.weights, images: numbers.images, noise: numbers.noise)
    #expect(abs(zen - numbers.zenScore) < 1e-5)
  }

  /// A chain of k convolutions without any path around: R is proportional to each layer's weights, so
  /// every layer's sum of θ · ∂R/∂θ is R itself.
  @Test func synflowOfAChainIsItsOutputTimesItsDepth() throws {
    var builder = NetworkBuilder(
      name: "chain", input: try TensorShape(height: 4, width: 4, channels: 2))
    var last = builder.input
    for depth in 1...5 {
      let convolution = Convolution(outputChannels: 3, kernelSize: 1, padding: .valid)
      last = try builder.add(
        .convolution(convolution), to: last, name: .block(depth, .convolution))
      last = try builder.add(.activation(.relu), to: last, name: .block(depth, .activation))
    }
    last = try builder.add(.globalAveragePooling, to: last, name: .role(.pooling))
    last = try builder.add(
      .fullyConnected(FullyConnected(outputs: 2)), to: last, name: .role(.logits))
    let network = try builder.finish(output: last)
    var weights = WeightTable()
    for tensor in ParameterLayout(network).tensors {
      // Sizes count, signs do not.
      weights[tensor.id] = (0..<tensor.count).map {
        tensor.role == .bias ? 0 : $0.isMultiple(of: 2) ? 0.5 : -0.5
      }
    }
    // Ones in: 2 · 0.5 = 1 in each of three channels, then 1.5 times as much per layer.
    let output = 2 * 1.5 * pow(1.5, 4)
    let expected = log(6 * output)
    #expect(abs(NetworkScore.synflow(network, weights: weights) - expected) < 1e-12)
  }

  @Test func determinantsAgreeWithClosedForms() {
    // Two images that differ in 3 of 10 units.
    #expect(
      abs(NetworkScore.logDeterminant([[10], [7, 10]].map { $0.map(Double.init) }) - log(51))
        < 1e-12)
    #expect(NetworkScore.logDeterminant([[4], [4, 4]]) == -.infinity)
    let diagonal = [[2.0], [0, 3], [0, 0, 5]]
    #expect(abs(NetworkScore.logDeterminant(diagonal) - log(30)) < 1e-12)
  }

  @Test(arguments: NetworkScore.allCases)
  func scoresAreRepeatableAndFinite(_ score: NetworkScore) throws {
    let data = try DataSet.shapes(trainingCount: 64, validationCount: 32)
    let network = try Architecture(
      name: "small", resolution: 16, activation: .silu, stem: Stem(channels: 4),
      stages: [
        Stage(
          block: .mbConv(MBConv(expansion: .ratio(2))), kernelSize: 3, stride: 2, channels: 8,
          repeats: 2)
      ], head: Head(classes: 10)
    ).lowered()
    let first = try score.score(network, on: data, seed: 5)
    #expect(first.isFinite)
    #expect(try score.score(network, on: data, seed: 5, threads: 2) == first)
    if score != .synflow { #expect(try score.score(network, on: data, seed: 6) != first) }
  }
}

import Architectures
import Interchange
import ModelZoo
import NetworkExecution
import Networks
import TestSupport
import Testing
import TrainingData

@testable import ProxyTraining

/// What a network of torchvision looks at, by class, which `Fixtures/activation-maps.py` states and
/// has run.
private struct LibraryMaps: Decodable, CustomTestStringConvertible {
  let model: String
  let method: String
  let resolution: Int
  let height: Int
  let width: Int
  let logits: [Double]
  /// One per class.
  let maps: [[Double]]

  var testDescription: String { model }

  static let all: [LibraryMaps] =
    (try? fixture("activation-maps", as: [LibraryMaps].self, in: .module)) ?? []
}

/// Images `[N, C, H, W]` as a data set.
private func images(
  _ input: [Float], height: Int, width: Int, channels: Int, count: Int = 1
) throws -> DataSet {
  try DataSet.tensors(
    name: "images", input: input, shape: [count, channels, height, width],
    labels: [Int](repeating: 0, count: count))
}

/// A network whose last feature map is its input, `2×2×channels`, and weights by name.
private func headed(
  channels: Int = 2, _ weights: [String: [Float]] = [:],
  _ build: (inout NetworkBuilder, Int) throws -> Int
) throws -> (network: Network, weights: WeightTable) {
  var builder = NetworkBuilder(
    name: "headed", input: try TensorShape(height: 2, width: 2, channels: channels))
  let output = try build(&builder, builder.input)
  let network = try builder.finish(output: output)
  var table = WeightTable()
  for parameter in network.parameters {
    table[parameter.id] = weights[network.name(of: parameter.id)]
  }
  return (network, table)
}

/// The maps of both classes for one image of two channels.
private func maps(
  _ headed: (network: Network, weights: WeightTable), _ input: [Float]
) throws -> [ClassActivationMap] {
  let data = try images(input, height: 2, width: 2, channels: 2)
  let mapper = try ActivationMapper(headed.network, weights: headed.weights, threads: 1)
  return try [0, 1].map {
    try #require(
      mapper.maps(
        of: data.validation, at: [0], label: $0, normalization: data.normalization
      ).first)
  }
}

@Suite struct ActivationMapTests {
  /// Channel 0 is [1 2; 3 4], channel 1 [0 5; -1 2].
  private static let features: [Float] = [1, 2, 3, 4, 0, 5, -1, 2]

  /// Σ w[c, class] f[y, x, c], and the logit is its mean plus the bias.
  @Test func averagedFeaturesWithOneClassifier() throws {
    let network = try headed(["logits.weight": [1, 2, -3, 1], "logits.bias": [0.5, -2]]) {
      let pooled = try $0.add(.globalAveragePooling, to: $1, name: "pool")
      let dropped = try $0.add(.dropout(rate: 0.5), to: pooled, name: "dropout")
      return try $0.add(.fullyConnected(FullyConnected(outputs: 2)), to: dropped, name: "logits")
    }
    let found = try maps(network, Self.features)
    #expect(found[0].values == [1, -13, 6, -2])
    #expect(found[1].values == [2, 9, 5, 10])
    // −2 + 0.5, and 6.5 − 2.
    #expect(found[0].logits == [-1.5, 4.5])
    #expect(found.map(\.method) == [.classifierWeights, .classifierWeights])
    #expect(found.map(\.label) == [0, 1])
    // 1 / (1 + e⁶).
    #expect(abs(found[0].probability - 0.0024726231566347743) < 1e-15)
    #expect(abs(found[0].probability + found[1].probability - 1) < 1e-15)
  }

  /// Of a flattened map, each channel counts by the mean of its weights, and only what is above 0.
  @Test func flattenedFeatures() throws {
    // [height, width, channels] to classes; class 1 reads channel 0 only, with 1, 2, 3, 6.
    let weights: [Float] = [1, 1, -2, 0, 1, 2, 0, 0, 1, 3, 0, 0, 1, 6, -2, 0]
    let network = try headed(["logits.weight": weights, "logits.bias": [0, 0]]) {
      let flat = try $0.add(.flatten, to: $1, name: "flatten")
      return try $0.add(.fullyConnected(FullyConnected(outputs: 2)), to: flat, name: "logits")
    }
    let found = try maps(network, Self.features)
    #expect(found[0].values == [1, 0, 4, 2])
    #expect(found[1].values == [3, 6, 9, 12])
    // 10 − 4, and 1 + 4 + 9 + 24.
    #expect(found[0].logits == [6, 38])
    #expect(found[0].method == .gradients)
  }

  /// Where the classifier stands before the mean, its own map is what it looks at.
  @Test func classesAveraged() throws {
    let network = try headed { try $0.add(.globalAveragePooling, to: $1, name: "pool") }
    let found = try maps(network, Self.features)
    #expect(found[0].values == [1, 2, 3, 4])
    #expect(found[1].values == [0, 5, -1, 2])
  }

  /// Layers of a head, each between two products.
  private static let hidden: [Operation] = [
    .activation(.relu), .activation(.silu), .activation(.hardSwish), .activation(.gelu),
    .activation(.tanh), .batchNormalization(BatchNormalization()),
    .layerNormalization(epsilon: 1e-5), .channelScale(initialValue: 1), .scale(-0.5), .flatten,
  ]

  /// The derivatives in a head with a hidden layer, against central differences of the logit.
  @Test(arguments: ActivationMapTests.hidden, [false, true])
  private func hiddenLayers(operation: Operation, isFlattened: Bool) throws {
    let width = isFlattened ? 12 : 3
    func numbers(_ count: Int, _ step: Int) -> [Float] {
      (0..<count).map { Float(($0 * step) % 13 - 6) / 8 }
    }
    let named = try headed(
      channels: 3,
      [
        "hidden.weight": numbers(width * 5, 5), "hidden.bias": numbers(5, 3),
        "middle.scale": [1, -2, 0.5, 1.5, 1], "middle.offset": [0.25, 0, -1, 0.5, 0],
        "middle.runningMean": [0.5, -0.25, 0, 1, 0], "middle.runningVariance": [1, 4, 0.5, 2, 1],
        "logits.weight": numbers(10, 7), "logits.bias": [0.125, -0.5],
      ]
    ) {
      let gathered = try $0.add(
        isFlattened ? .flatten : .globalAveragePooling, to: $1, name: "gathered")
      let hidden = try $0.add(
        .fullyConnected(FullyConnected(outputs: 5)), to: gathered, name: "hidden")
      let middle = try $0.add(operation, to: hidden, name: "middle")
      return try $0.add(.fullyConnected(FullyConnected(outputs: 2)), to: middle, name: "logits")
    }
    // [C, H, W] for the data set.
    let input = numbers(12, 4).map { $0 + 0.375 }
    let step: Float = 1.0 / 4096
    var moved = [input]
    for index in input.indices {
      for change in [step, -step] {
        moved.append(input)
        moved[moved.count - 1][index] += change
      }
    }
    let data = try images(
      moved.flatMap { $0 }, height: 2, width: 2, channels: 3, count: moved.count)
    let mapper = try ActivationMapper(named.network, weights: named.weights, threads: 1)
    let found = try mapper.maps(
      of: data.validation, at: Array(moved.indices), label: 1, normalization: data.normalization)
    let plain = try Predictor(named.network, weights: named.weights)
      .logits(of: data.validation, normalization: data.normalization)
    for (logit, expected) in zip(found[0].logits, plain) {
      #expect(abs(logit - Double(expected)) < 1e-5)
    }
    // A channel's factor is the mean of its four derivatives.
    let factors = (0..<3).map { channel in
      (0..<4).reduce(0.0) { sum, pixel in
        let index = 1 + 2 * (4 * channel + pixel)
        return sum + (found[index].logits[1] - found[index + 1].logits[1]) / Double(8 * step)
      }
    }
    let isWeighted = found[0].method == .classifierWeights
    for pixel in 0..<4 {
      let sum = (0..<3).reduce(0.0) { $0 + factors[$1] * Double(input[4 * $1 + pixel]) }
      // Weights stand before the mean, derivatives of a pixel are a quarter of them.
      let expected = isWeighted ? 4 * sum : max(0, sum)
      #expect(abs(found[0].values[pixel] - expected) < 1e-5)
    }
  }

  @Test func theFixtureIsThere() { #expect(LibraryMaps.all.count == 2) }

  /// A ResNet-18 and, with a hidden layer, a MobileNetV3, against PyTorch.
  @Test(arguments: LibraryMaps.all)
  private func agreesWithPyTorch(row: LibraryMaps) throws {
    let zoo = try #require(try ModelZoo.model(named: row.model).architecture)
    let sized = try zoo.with(
      resolution: Resolution(row.resolution), head: zoo.head.with(classes: row.logits.count))
    let architecture = try WeightNaming.torchvision.adapted(sized)
    let network = try architecture.lowered()
    var weights = WeightTable()
    for name in try WeightNaming.torchvision.names(of: network, from: architecture) {
      weights[name.parameter] = name.layout.fromPyTorch(ClosedForm.values(name))
    }
    let size = ImageSize(square: row.resolution)
    let pixels = ClosedForm.images("input", count: 1, row.resolution)
    let planes = (0..<3).flatMap { channel in
      (0..<size.area).map { pixels[3 * $0 + channel] }
    }
    let data = try images(planes, height: size.height, width: size.width, channels: 3)
    let mapper = try ActivationMapper(network, weights: weights, threads: 2)
    let largest = row.maps.joined().map(abs).max() ?? 0
    for (label, expected) in row.maps.enumerated() {
      let found = try #require(
        try mapper.maps(
          of: data.validation, at: [0], label: label, normalization: data.normalization
        ).first)
      #expect(found.method.rawValue == row.method)
      #expect([found.height, found.width] == [row.height, row.width])
      let deviation = zip(found.values, expected).map { abs($0 - $1) }.max() ?? .infinity
      #expect(deviation < 1e-4 * largest, "class \(label) deviates by \(deviation) of \(largest)")
      let logits = zip(found.logits, row.logits).map { abs($0 - $1) }.max() ?? .infinity
      #expect(logits < 1e-4 * (row.logits.map(abs).max() ?? 0))
    }
    let likeliest = try mapper.maps(
      of: data.validation, at: [0], normalization: data.normalization)
    #expect(likeliest.map { row.logits[$0.label] } == [row.logits.max()])
  }

  /// Every network of the zoo has a last feature map of more than a pixel, but for transformers.
  @Test func networksOfTheZooHaveMaps() throws {
    for name in ModelZoo.names {
      let network = try ModelZoo.model(named: name).network()
      if network.layers.contains(where: \.operation.isTransformerOnly) {
        #expect(throws: TrainingError.self, "\(name)") { try ClassifierHead(of: network) }
      } else {
        let head = try ClassifierHead(of: network)
        #expect(network.layers[head.mapLayer].output.pixels > 1, "\(name)")
      }
    }
  }

  @Test func whatIsInTheWayIsNamed() throws {
    let joined = try headed {
      let pooled = try $0.add(.globalAveragePooling, to: $1, name: "pool")
      return try $0.add(.add, joining: [pooled, pooled], name: "twice")
    }
    refuse(joined, "layer 'twice': add of 1×1×2 stands between")
    let small = try headed {
      let one = try $0.add(
        .pooling(Pooling(.maximum, kernelSize: 2, stride: 2, padding: .valid)), to: $1, name: "max")
      return try $0.add(.globalAveragePooling, to: one, name: "pool")
    }
    refuse(small, "the last feature map of 'headed' is 1×1×2")
    let missing = try headed {
      let pooled = try $0.add(.globalAveragePooling, to: $1, name: "pool")
      return try $0.add(.fullyConnected(FullyConnected(outputs: 2)), to: pooled, name: "logits")
    }
    refuse(missing, "logits.weight: missing")
  }

  private func refuse(_ headed: (network: Network, weights: WeightTable), _ words: String) {
    let error = #expect(throws: TrainingError.self) {
      try ActivationMapper(headed.network, weights: headed.weights)
    }
    #expect(error?.message.contains(words) == true, "\(error as Any)")
  }

  @Test func whatIsOutOfRangeIsRefused() throws {
    let named = try headed { try $0.add(.globalAveragePooling, to: $1, name: "pool") }
    let mapper = try ActivationMapper(named.network, weights: named.weights)
    let data = try images(Self.features, height: 2, width: 2, channels: 2)
    for (index, label) in [(1, 0), (-1, 0), (0, 2), (0, -1)] {
      let error = #expect(throws: TrainingError.self) {
        try mapper.maps(
          of: data.validation, at: [index], label: label, normalization: data.normalization)
      }
      #expect(error?.reason == .invalidSetting)
    }
  }
}

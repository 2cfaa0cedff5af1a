import Foundation
import Interchange
import NetworkExecution
import Networks
import TestSupport

@testable import ProxyTraining

/// One of the networks in `Fixtures/fixtures.json` and `sizes.json`, described layer by layer, with the numbers that
/// PyTorch computed for it.
struct PyTorchFixture: Decodable, CustomStringConvertible {
  struct Layer: Decodable {
    let name: String
    let operation: String
    let inputs: [String]
    let outputChannels: Int?
    let kernelSize: [Int]?
    let stride: [Int]?
    let dilation: [Int]?
    let groups: Int?
    let padding: PaddingField?
    let hasBias: Bool?
    let epsilon: Double?
    let momentum: Double?
    let activation: String?
    let kind: String?
    let roundsUp: Bool?
    let outputs: Int?
    let parameters: [String: String]?
  }

  /// `"same"`, or `[height, width]` on both sides.
  enum PaddingField: Decodable {
    case same, amounts([Int])

    init(from decoder: any Decoder) throws {
      let container = try decoder.singleValueContainer()
      if let amounts = try? container.decode([Int].self) {
        self = .amounts(amounts)
      } else {
        self = .same
      }
    }

    var padding: Padding {
      switch self {
      case .same: .same
      case .amounts(let amounts): .symmetric(height: amounts[0], width: amounts[1])
      }
    }
  }

  struct File: Decodable {
    let fixtures: [PyTorchFixture]
  }

  let file: String
  let resolution: Resolution
  let batch: Int
  let channels: Int
  let steps: Int
  let optimizer: String
  let lr: Double
  let layers: [Layer]

  var description: String { file }

  static func all() throws -> [PyTorchFixture] {
    try ["fixtures", "sizes"].flatMap { try fixture($0, as: File.self, in: .module).fixtures }
  }

  func tensors() throws -> SafetensorsFile {
    try SafetensorsFile(path: fixtureURL(file, in: .module).path)
  }

  enum FixtureError: Error { case unknown(String) }
}

extension PyTorchFixture {
  /// The network, and each parameter's name in the file by its name here.
  func network() throws -> (network: Network, names: [String: Name]) {
    var builder = try NetworkBuilder(
      name: file,
      input: TensorShape(resolution, channels: channels))
    var indices = ["input": builder.input]
    var names: [String: Name] = [:]
    var flattened: TensorShape?
    for layer in layers {
      let inputs = try layer.inputs.map { name in
        guard let index = indices[name] else { throw FixtureError.unknown(name) }
        return index
      }
      let operation = try operation(layer)
      let shape = builder.shape(of: inputs[0])
      indices[layer.name] =
        inputs.count > 1
        ? try builder.add(operation, joining: inputs, name: layer.name)
        : try builder.add(operation, to: inputs[0], name: layer.name)
      // The map that a fully-connected layer after a flattening reads, in PyTorch's order.
      if case .flatten = operation { flattened = shape }
      for (role, name) in layer.parameters ?? [:] {
        let own = ["mean": "runningMean", "variance": "runningVariance"][role] ?? role
        names["\(layer.name).\(own)"] = Name(
          text: name, map: layer.operation == "fullyConnected" ? flattened : nil)
      }
    }
    guard let last = layers.last, let output = indices[last.name] else {
      throw FixtureError.unknown("output")
    }
    return (try builder.finish(output: output), names)
  }

  /// A parameter's name in the file, and for a fully-connected layer the map flattened before it.
  struct Name {
    let text: String
    let map: TensorShape?
  }

  private func operation(_ layer: Layer) throws -> Networks.Operation {
    func extent(_ values: [Int]?) -> Extent {
      Extent(height: values?.first ?? 1, width: values?.last ?? 1)
    }
    switch layer.operation {
    case "convolution":
      return .convolution(
        Convolution(
          outputChannels: layer.outputChannels ?? 0, kernelSize: extent(layer.kernelSize),
          stride: extent(layer.stride), dilation: extent(layer.dilation),
          groups: layer.groups ?? 1, padding: layer.padding?.padding ?? .valid,
          hasBias: layer.hasBias ?? false))
    case "fullyConnected":
      return .fullyConnected(
        FullyConnected(outputs: layer.outputs ?? 0, hasBias: layer.hasBias ?? true))
    case "batchNormalization":
      return .batchNormalization(
        BatchNormalization(epsilon: layer.epsilon ?? 0, momentum: layer.momentum ?? 0))
    case "activation":
      guard let activation = Activation(rawValue: layer.activation ?? "") else {
        throw FixtureError.unknown(layer.activation ?? "")
      }
      return .activation(activation)
    case "pooling":
      guard let kind = Pooling.Kind(rawValue: layer.kind ?? "") else {
        throw FixtureError.unknown(layer.kind ?? "")
      }
      return .pooling(
        Pooling(
          kind, kernelSize: extent(layer.kernelSize), stride: extent(layer.stride),
          padding: layer.padding?.padding ?? .valid, roundsUp: layer.roundsUp ?? false))
    case "adaptiveAveragePooling":
      return .adaptiveAveragePooling(AdaptivePooling(outputSize: extent(layer.kernelSize)))
    case "globalAveragePooling": return .globalAveragePooling
    case "add": return .add
    case "multiply": return .multiply
    case "concatenate": return .concatenate
    case "flatten": return .flatten
    default: throw FixtureError.unknown(layer.operation)
    }
  }
}

extension PyTorchFixture.Name {
  /// Values of a file's tensor in our order: `[out, in, kh, kw]` becomes `[kh, kw, in, out]`,
  /// `[out, in]` becomes `[in, out]`, with a flattened map's channels innermost.
  func arranged(_ values: [Float], as tensor: ParameterTensor) -> [Float] {
    let shape = tensor.shape
    guard tensor.role == .weight else { return values }
    var result = [Float](repeating: 0, count: values.count)
    if shape.count == 4 {
      let (area, inputs, outputs) = (shape[0] * shape[1], shape[2], shape[3])
      for tap in 0..<area {
        for input in 0..<inputs {
          for output in 0..<outputs {
            result[(tap * inputs + input) * outputs + output] =
              values[(output * inputs + input) * area + tap]
          }
        }
      }
      return result
    }
    let (inputs, outputs) = (shape[0], shape[1])
    for input in 0..<inputs {
      for output in 0..<outputs {
        result[input * outputs + output] = values[output * inputs + position(input, of: inputs)]
      }
    }
    return result
  }

  /// Where PyTorch flattens what we have at `input`: C, H, W instead of H, W, C.
  private func position(_ input: Int, of inputs: Int) -> Int {
    guard let map, map.elements == inputs else { return input }
    let (pixel, channel) = input.quotientAndRemainder(dividingBy: map.channels)
    return channel * map.pixels + pixel
  }
}

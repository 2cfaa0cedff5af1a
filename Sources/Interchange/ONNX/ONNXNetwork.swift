package import Architectures
import Files
package import Networks

/// A network read from an ONNX file: its layers, without their weights.
///
/// Layers compute what the file's nodes compute; what exporters put around them (transpositions,
/// reshapings, shapes as values) is gone.
package struct ONNXNetwork: ScalableArchitecture {
  /// The resolution alone: a graph has no stages to repeat or widen.
  package static var scalableDimensions: Set<ScalingDimension> { [.resolution] }

  /// The file's name without its ending.
  package let name: String
  /// In an order in which each comes after those it reads; the first is the input.
  let layers: [ReadLayer]
  private let input: TensorShape
  /// The layer that puts out the result.
  private let output: Int

  init(name: String, layers: [ReadLayer], input: TensorShape, output: Int) {
    (self.name, self.layers, self.input, self.output) = (name, layers, input, output)
  }

  /// Height and width of the input in pixels.
  package var resolution: Resolution { input.resolution }

  /// The same network under another name.
  package func named(_ name: String) -> ONNXNetwork {
    ONNXNetwork(name: name, layers: layers, input: input, output: output)
  }

  /// The layer whose outputs are the classes: the last fully-connected one, or else convolution.
  private var classifier: Int? {
    layers.lastIndex { if case .fullyConnected = $0.operation { true } else { false } }
      ?? layers.lastIndex { if case .convolution = $0.operation { true } else { false } }
  }

  /// The same network for images of another resolution, or with a classifier of other classes.
  ///
  /// - Throws: `ArchitectureError` for other channels than the file's, which its weights are for, and
  ///   for a resolution out of range.
  package func with(_ sizes: RequestedSizes) throws(ArchitectureError) -> ONNXNetwork {
    if let channels = sizes.inputChannels, channels != input.channels {
      throw ArchitectureError(
        key: "input channels", found: "\(channels)", expected: "\(input.channels), the file's")
    }
    let resolution = sizes.resolution ?? resolution
    let shape: TensorShape
    do throws(NetworkError) {
      shape = try TensorShape(
        height: resolution.height, width: resolution.width, channels: input.channels)
    } catch {
      throw ArchitectureError(
        key: "resolution", found: "\(resolution)", expected: error.message)
    }
    var layers = layers
    if let classes = sizes.classes, let classifier {
      switch layers[classifier].operation {
      case .fullyConnected(var connected):
        connected.outputs = classes
        layers[classifier].operation = .fullyConnected(connected)
      case .convolution(var convolution):
        convolution.outputChannels = classes
        layers[classifier].operation = .convolution(convolution)
      default: break
      }
    }
    return ONNXNetwork(name: name, layers: layers, input: shape, output: output)
  }

  /// This network at its resolution multiplied and rounded.
  ///
  /// - Throws: `ArchitectureError` for coefficients that change anything else, and where a side would
  ///   shrink to nothing or outgrow the limits.
  package func scaled(
    by coefficients: ScalingCoefficients, rounding: RoundingRules = .tensorFlow
  ) throws(ArchitectureError) -> ScaledArchitecture<ONNXNetwork> {
    try requireDimensions(of: coefficients)
    let (resolution, changes) = try resolution.scaled(
      by: coefficients.resolution, rounding: rounding)
    return ScaledArchitecture(
      architecture: try with(RequestedSizes(resolution: resolution)),
      coefficients: coefficients, changes: changes)
  }

  /// The layer graph; a layer's index is its index in ``layers``.
  ///
  /// - Throws: `NetworkError` where the network cannot be built at this resolution.
  package func lowered() throws -> Network {
    var stage = layers.first?.stage ?? ""
    var builder = NetworkBuilder(
      name: name, input: input, stage: stage, capacity: layers.count)
    for layer in layers.dropFirst() {
      if layer.stage != stage {
        stage = layer.stage
        builder.beginStage(stage)
      }
      if layer.operation.joins {
        try builder.add(layer.operation, joining: layer.inputs, name: layer.name)
      } else {
        try builder.add(
          layer.operation, to: layer.inputs[0], name: layer.name, sharing: layer.weightSource)
      }
    }
    return try builder.finish(output: output)
  }
}

/// A layer of a network that is read.
struct ReadLayer: Hashable, Sendable {
  var operation: Operation
  let inputs: [Int]
  /// Unique in the network.
  let name: String
  let stage: String
  /// The layer with the same operation and the same weights, where one came before.
  var weightSource: Int?
}

public import Architectures
public import Files
public import Networks

/// Whose names the tensors of a weight file carry, and whose conventions its network follows.
///
/// Under all of them the elements stand as in PyTorch: `[output, input / groups, height, width]`.
public enum WeightNaming: String, Hashable, Sendable, CaseIterable {
  /// torchvision's: `features.1.0.block.0.0.weight`, `layer1.0.conv1.weight`.
  case torchvision
  /// timm's: `blocks.0.0.conv_dw.weight`, `layer1.0.conv1.weight`.
  case timm
  /// Those of timm's `tf_` models: timm's names, TensorFlow's padding and epsilon.
  case timmTensorFlow = "timm-tf"
  /// Our layers' names with PyTorch's words for their parts, of any network:
  /// `stage1.block1.depthwise.weight`, `stem.convolutionNormalization.running_mean`.
  case compound
}

/// One parameter of a network and the tensor of a PyTorch library that holds it.
public struct WeightName: Hashable, Sendable {
  /// The layer's name and the parameter's role, as checkpoints have it:
  /// `stage1.block1.expand.weight`.
  public let parameter: String
  /// The library's name, as in its `state_dict`.
  public let tensor: String
  /// How the parameter's axes stand in the two places.
  public let layout: WeightLayout
  /// The tensor's extents in the library.
  public var shape: [Int] { layout.theirs }
  /// Whether it belongs to the classifier, which another number of classes replaces.
  public let isClassifier: Bool
}

extension WeightNaming {
  /// The tensors of a network, auxiliary layers' too, in the order of its layers; PyTorch's counters
  /// of batches (`num_batches_tracked`) are left out, as nothing reads them.
  ///
  /// A library must have the network: EfficientNet and EfficientNetV2, MobileNetV2, ResNet with
  /// basic or bottleneck blocks; from timm also what its EfficientNet builder makes of convolution
  /// and depthwise-separable blocks.
  ///
  /// - Parameter architecture: What `network` was lowered from; `nil` for a graph of cells, which
  ///   only ``compound`` can name.
  /// - Throws: `FileError` naming the layer that the library has no name for.
  public func names(
    of network: Network, from architecture: Architecture?
  ) throws(FileError) -> [WeightName] {
    let scheme = self == .compound ? nil : architecture.map { ModuleScheme(self, $0) }
    let classifier = network.classifier
    var names: [WeightName] = []
    for (index, layer) in network.layers.enumerated() {
      let name = network.name(of: index)
      let roles = try roles(of: layer, name: name, network)
      guard !roles.isEmpty else { continue }
      guard let module = self == .compound ? name : scheme?.module(of: name) else {
        throw unsupported(network, "layer '\(name)'")
      }
      for (role, suffix, layout) in roles {
        names.append(
          WeightName(
            parameter: "\(name).\(role)", tensor: "\(module).\(suffix)", layout: layout,
            isClassifier: index == classifier))
      }
    }
    return names
  }

  /// The architecture as the library builds it, so that its weights mean the same.
  ///
  /// PyTorch's libraries pad symmetrically and normalise with epsilon 1e-5 and momentum 0.9 (0.1 in
  /// PyTorch's sense), but for torchvision's EfficientNet-B5 to B7 (1e-3, 0.99) and V2 (1e-3), and
  /// timm's `tf_` models, which keep TensorFlow's padding and epsilon 1e-3.
  ///
  /// - Throws: `ArchitectureError`, in practice never.
  public func adapted(_ architecture: Architecture) throws(ArchitectureError) -> Architecture {
    var normalization = architecture.normalization
    normalization.momentum = 0.9
    switch self {
    case .compound: return architecture
    case .timm: normalization.epsilon = 1e-5
    case .timmTensorFlow: normalization.epsilon = 1e-3
    case .torchvision:
      let isLarge = ["b5", "b6", "b7"].contains {
        architecture.name.hasPrefix("efficientnet-\($0)")
      }
      if isLarge { normalization.momentum = 0.99 }
      normalization.epsilon =
        isLarge || architecture.name.hasPrefix("efficientnetv2") ? 1e-3 : 1e-5
    }
    return try architecture.with(
      padding: self == .timmTensorFlow ? .same : .symmetric, normalization: normalization)
  }

  private func roles(
    of layer: Layer, name: String, _ network: Network
  ) throws(FileError) -> [(role: String, suffix: String, layout: WeightLayout)] {
    guard layer.weightSource == nil else { return [] }
    let input = layer.input.channels
    switch layer.operation {
    case .convolution(let convolution):
      let bias = ("bias", "bias", WeightLayout.vector(convolution.outputChannels))
      return [("weight", "weight", .convolution(convolution, inputChannels: input))]
        + (convolution.hasBias ? [bias] : [])
    case .fullyConnected(let connected):
      let bias = ("bias", "bias", WeightLayout.vector(connected.outputs))
      return [("weight", "weight", .fullyConnected(inputs: input, outputs: connected.outputs))]
        + (connected.hasBias ? [bias] : [])
    case .batchNormalization(let settings):
      guard self == .compound || (settings.hasScale && settings.hasOffset) else {
        throw unsupported(network, "a normalisation without scale or offset at '\(name)'")
      }
      let shift =
        (settings.hasScale ? [("scale", "weight")] : [])
        + (settings.hasOffset ? [("offset", "bias")] : [])
      return (shift + [("runningMean", "running_mean"), ("runningVariance", "running_var")])
        .map { ($0.0, $0.1, .vector(input)) }
    case .layerNormalization:
      guard self == .compound else { throw unsupported(network, "layer '\(name)'") }
      return [("scale", "weight", .vector(input)), ("offset", "bias", .vector(input))]
    case .channelScale:
      guard self == .compound else { throw unsupported(network, "layer '\(name)'") }
      return [("scale", "weight", .vector(input))]
    case .tokenEmbedding, .attention:
      throw unsupported(network, "layer '\(name)'")
    case .input, .activation, .pooling, .globalAveragePooling, .add, .multiply, .concatenate,
      .scale, .slice, .channelShuffle, .pad, .dropout, .stochasticDepth, .flatten:
      return []
    }
  }

  private func unsupported(_ network: Network, _ what: String) -> FileError {
    FileError(
      .mismatch, file: network.name,
      "\(rawValue) has no name for \(what); expected a network that \(rawValue) has: EfficientNet, "
        + "MobileNetV2 or ResNet")
  }
}

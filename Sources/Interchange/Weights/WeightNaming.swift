public import Architectures
public import Networks

/// Whose names the tensors of a weight file carry.
public enum WeightNaming: String, Hashable, Sendable, CaseIterable {
  /// torchvision's: `features.1.0.block.0.0.weight`, `layer1.0.conv1.weight`.
  case torchvision
  /// timm's: `blocks.0.0.conv_dw.weight`, `layer1.0.conv1.weight`.
  case timm
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
  /// The tensors of a network, in the order of its layers; PyTorch's counters of batches
  /// (`num_batches_tracked`) are left out, as nothing reads them.
  ///
  /// The library must have the network: EfficientNet and EfficientNetV2, MobileNetV2, ResNet with
  /// basic or bottleneck blocks; from timm also what its EfficientNet builder makes of convolution
  /// and depthwise-separable blocks.
  ///
  /// - Parameter architecture: What `network` was lowered from.
  /// - Throws: ``InterchangeError`` naming the layer that the library has no name for.
  public func names(
    of network: Network, from architecture: Architecture
  ) throws(InterchangeError) -> [WeightName] {
    let scheme = ModuleScheme(self, architecture)
    var names: [WeightName] = []
    for (index, layer) in network.layers.enumerated() {
      let roles = try roles(of: layer, name: network.name(of: index), architecture)
      guard !roles.isEmpty else { continue }
      let name = network.name(of: index)
      guard let module = scheme.module(of: name) else {
        throw unsupported(architecture, "layer '\(name)'")
      }
      for (role, suffix, layout) in roles {
        names.append(
          WeightName(
            parameter: "\(name).\(role)", tensor: "\(module).\(suffix)", layout: layout,
            isClassifier: name == "head.logits"))
      }
    }
    return names
  }

  /// The architecture as the library builds it, so that its weights mean the same: symmetric padding,
  /// and a batch normalisation with epsilon 1e-5 and momentum 0.9 (0.1 in PyTorch's sense).
  ///
  /// timm's `tf_` models keep TensorFlow's padding and epsilon 1e-3 under the same tensor names; for
  /// those, use the architecture as it is.
  ///
  /// - Throws: `ArchitectureError`, in practice never.
  public func adapted(_ architecture: Architecture) throws(ArchitectureError) -> Architecture {
    var normalization = architecture.normalization
    normalization.epsilon = 1e-5
    normalization.momentum = 0.9
    return try architecture.with(padding: .symmetric, normalization: normalization)
  }

  private func roles(
    of layer: Layer, name: String, _ architecture: Architecture
  ) throws(InterchangeError) -> [(role: String, suffix: String, layout: WeightLayout)] {
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
      guard settings.hasScale, settings.hasOffset else {
        throw unsupported(architecture, "a normalisation without scale or offset at '\(name)'")
      }
      return [
        ("scale", "weight"), ("offset", "bias"), ("runningMean", "running_mean"),
        ("runningVariance", "running_var"),
      ].map { ($0.0, $0.1, .vector(input)) }
    case .layerNormalization, .tokenEmbedding, .attention, .channelScale:
      throw unsupported(architecture, "layer '\(name)'")
    case .input, .activation, .pooling, .globalAveragePooling, .add, .multiply, .concatenate,
      .scale, .slice, .channelShuffle, .pad, .dropout, .stochasticDepth, .flatten:
      return []
    }
  }

  private func unsupported(_ architecture: Architecture, _ what: String) -> InterchangeError {
    InterchangeError(
      .mismatch, file: architecture.name,
      "\(rawValue) has no name for \(what); expected a network that \(rawValue) has: EfficientNet, "
        + "MobileNetV2 or ResNet")
  }
}

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
  /// Which parameter it is.
  public let parameter: ParameterID
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
    for index in network.layers.indices {
      let parameters = network.parameters(of: index)
      let name = network.name(of: index)
      if network.layers[index].weightSource == nil { try check(network, index, name) }
      guard !parameters.isEmpty else { continue }
      guard
        let module = self == .compound ? name : scheme?.module(of: index, in: network)
      else {
        throw unsupported(network, "layer '\(name)'")
      }
      for parameter in parameters {
        names.append(
          WeightName(
            parameter: parameter.id, tensor: "\(module).\(Self.suffix(parameter.role))",
            layout: WeightLayout(parameter.shape), isClassifier: index == classifier))
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

  /// What PyTorch's modules call their parts.
  private static func suffix(_ role: Parameter.Role) -> String {
    switch role {
    case .weight, .scale: "weight"
    case .bias, .offset: "bias"
    case .runningMean: "running_mean"
    case .runningVariance: "running_var"
    }
  }

  /// Refuses a layer whose parameters a file under these names has no place for.
  private func check(
    _ network: Network, _ index: Int, _ name: String
  ) throws(FileError) {
    let operation = network.layers[index].operation
    guard !operation.isTransformerOnly else { throw unsupported(network, "layer '\(name)'") }
    guard self != .compound else { return }
    if case .batchNormalization(let settings) = operation {
      guard settings.hasScale, settings.hasOffset else {
        throw unsupported(network, "a normalisation without scale or offset at '\(name)'")
      }
    } else if !operation.isLinear, !network.parameters(of: index).isEmpty {
      throw unsupported(network, "layer '\(name)'")
    }
  }

  private func unsupported(_ network: Network, _ what: String) -> FileError {
    FileError(
      .mismatch, file: network.name,
      "\(rawValue) has no name for \(what); expected a network that \(rawValue) has: EfficientNet, "
        + "MobileNetV2 or ResNet")
  }
}

public import Architectures
public import Files
public import Networks

/// Whose names the tensors of a weight file carry, and so which network they are of.
///
/// The names decide how the network pads and normalises (``adapted(_:)``); an architecture that
/// differs otherwise from what the library builds under these names is refused
/// (``names(of:from:)``).
///
/// Under all of them the elements stand as in PyTorch: `[output, input / groups, height, width]`.
public enum WeightNaming: String, Hashable, Sendable, CaseIterable {
  /// torchvision's: `features.1.0.block.0.0.weight`, `layer1.0.conv1.weight`.
  case torchvision
  /// timm's: `blocks.0.0.conv_dw.weight`, `layer1.0.conv1.weight`.
  case timm
  /// Those of timm's `tf_` models: timm's names, TensorFlow's padding and epsilon.
  case timmTensorFlow = "timm-tf"
  /// Those of github.com/lukemelas/EfficientNet-PyTorch: `_blocks.0._depthwise_conv.weight`, with
  /// TensorFlow's padding and epsilon.
  case efficientNetPyTorch = "efficientnet-pytorch"
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
  /// A library must have the network: torchvision and timm most that the zoo has, and timm whatever
  /// else its EfficientNet builder makes of block strings.
  ///
  /// - Parameters:
  ///   - network: The network to name.
  ///   - architecture: What `network` was lowered from; `nil` for a graph of layers, which is known by
  ///     its name.
  /// - Returns: One name, with axes and shape, per tensor.
  /// - Throws: `FileError` naming the layer that the library has no name for, or what it builds
  ///   otherwise under the same names.
  public func names(
    of network: Network, from architecture: Architecture?
  ) throws(FileError) -> [WeightName] {
    let names = try namesIfBuilt(of: network, from: architecture)
    guard let architecture else { return names }
    let misfits = misfits(architecture)
    guard misfits.isEmpty else {
      let fitting = NamedVariants.fitting(architecture, naming: self)
      throw FileError(
        .mismatch, file: network.name,
        "\(rawValue)'s network with tensors of these names is another one; this one has "
          + misfits.joined(separator: ", ")
          + (fitting.map { "; use '\($0)', which is \(rawValue)'s" }
            ?? "; only our own names, compound, are free to mean it"))
    }
    return names
  }

  /// What the library builds otherwise than an architecture says, although the names are the same.
  func misfits(_ architecture: Architecture) -> [String] {
    guard self != .compound else { return [] }
    let misfits = ModuleScheme(self, architecture).misfits
    guard let other = NamedVariants.ofOtherWidths(architecture, naming: self) else {
      return misfits
    }
    return misfits + ["widths rounded otherwise than in '\(other)'"]
  }

  /// The names as far as layers and parameters tell, whatever else the library builds otherwise.
  func namesIfBuilt(
    of network: Network, from architecture: Architecture?
  ) throws(FileError) -> [WeightName] {
    let module = modules(of: network, from: architecture)
    let classifier = network.classifier
    var names: [WeightName] = []
    for index in network.layers.indices {
      let parameters = network.parameters(of: index)
      let name = network.name(of: index)
      if network.layers[index].weightSource == nil { try check(network, index, name) }
      guard !parameters.isEmpty else { continue }
      guard let module = module(index) else { throw unsupported(network, "layer '\(name)'") }
      for parameter in parameters {
        names.append(
          WeightName(
            parameter: parameter.id, tensor: module.tensor(parameter.role),
            layout: module.layout(of: parameter, in: network), isClassifier: index == classifier))
      }
    }
    return names
  }

  /// The architecture as the library builds it, so that its weights mean the same.
  ///
  /// PyTorch's libraries pad symmetrically and normalise with epsilon 1e-5 and momentum 0.9 (0.1 in
  /// PyTorch's sense), but for torchvision's EfficientNet-B5 to B7 and MobileNetV3 (1e-3, 0.99), V2
  /// (1e-3) and MNASNet (momentum 0.9997), and the ports that keep TensorFlow's padding and epsilon 1e-3: timm's `tf_`
  /// models, and EfficientNet-PyTorch (momentum 0.99).
  ///
  /// - Throws: `ArchitectureError`, in practice never.
  public func adapted(_ architecture: Architecture) throws(ArchitectureError) -> Architecture {
    var normalization = architecture.normalization
    normalization.momentum = 0.9
    switch self {
    case .compound: return architecture
    case .timm: normalization.epsilon = 1e-5
    case .timmTensorFlow: normalization.epsilon = 1e-3
    case .efficientNetPyTorch:
      normalization.epsilon = 1e-3
      normalization.momentum = 0.99
    case .torchvision:
      let family = LibraryFamily(self, architecture)
      if family == .mnasNet { normalization.momentum = 0.9997 }
      if family == .mobileNetV3 { normalization.momentum = 0.99 }
      let isLarge = ["b5", "b6", "b7"].contains {
        architecture.name.hasPrefix("efficientnet-\($0)")
      }
      if isLarge { normalization.momentum = 0.99 }
      normalization.epsilon =
        isLarge || family == .mobileNetV3 || architecture.name.hasPrefix("efficientnetv2")
        ? 1e-3 : 1e-5
    }
    return try architecture.with(
      padding: keepsTensorFlowsPadding ? .same : .symmetric, normalization: normalization)
  }

  private var keepsTensorFlowsPadding: Bool {
    switch self {
    case .timmTensorFlow, .efficientNetPyTorch: true
    case .timm, .torchvision, .compound: false
    }
  }

  /// What the library calls the owner of a layer's parameters, by the layer's index.
  private func modules(
    of network: Network, from architecture: Architecture?
  ) -> (Int) -> LibraryModule? {
    guard self != .compound else { return { LibraryModule(name: network.name(of: $0)) } }
    if let architecture {
      let scheme = ModuleScheme(self, architecture)
      return { scheme.module(of: $0, in: network) }
    }
    guard let scheme = GraphScheme(self, network) else { return { _ in nil } }
    return scheme.module
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
    }
  }

  private func unsupported(_ network: Network, _ what: String) -> FileError {
    FileError(
      .mismatch, file: network.name,
      "\(rawValue) has no name for \(what); expected a network that it has: "
        + (self == .efficientNetPyTorch
          ? "EfficientNet" : "such as EfficientNet, MobileNet, ResNet, RegNet or DenseNet"))
  }
}

extension Network {
  /// How a parameter's axes stand here and in PyTorch.
  func layout(of parameter: Parameter) -> WeightLayout {
    let map = parameter.role == .bias ? nil : flattenedMap(before: parameter.layer)
    return WeightLayout(parameter.shape, flattening: map)
  }

  /// The map whose flattening layer `index` reads, past layers that leave each element its place;
  /// `nil` where the layer reads a map, or a flattening of a single pixel.
  func flattenedMap(before index: Int) -> TensorShape? {
    var current = index
    while let input = inputs(of: current).first {
      let layer = layers[input]
      if case .flatten = layer.operation, layer.input.pixels > 1 { return layer.input }
      guard layer.operation.isView || layer.operation.isElementwise else { return nil }
      current = input
    }
    return nil
  }
}

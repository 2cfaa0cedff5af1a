import Networks

/// PyTorch's modules for single operations.
struct TorchCalls {
  /// Whether all convolutions of the network that pad as TensorFlow does are of one class, which
  /// computes the amounts; else PyTorch's own serves.
  private let computesPadding: Bool

  init(_ network: Network) {
    computesPadding = network.layers.contains { layer in
      guard case .convolution(let convolution) = layer.operation else { return false }
      return Self.isDynamic(convolution, layer)
    }
  }

  /// The module of a layer that has one; sums and the like are expressions.
  func module(_ layer: Layer, isFlat: Bool) -> ModuleCall {
    switch layer.operation {
    case .convolution(let convolution):
      ModuleCall(
        type: type(of: convolution, layer),
        arguments: self.convolution(convolution, of: layer, defaultBias: true))
    case .fullyConnected(let connected):
      ModuleCall(
        type: isFlat ? "nn.Linear" : HelperKind.pixelLinear.rawValue,
        arguments: [
          .place("in_features", .int(layer.input.channels), .inputs),
          .place("out_features", .int(connected.outputs), .outputs),
          .keyword("bias", .bool(connected.hasBias), default: .bool(true)),
        ])
    case .batchNormalization(let settings):
      normalization(settings, channels: layer.output.channels, isFlat: isFlat)
    case .layerNormalization(let epsilon):
      ModuleCall(
        type: HelperKind.channelNorm.rawValue,
        arguments: [
          .place("channels", .int(layer.output.channels), .inputs),
          .keyword("eps", .double(epsilon), default: .double(1e-5)),
        ])
    case .channelScale(let value):
      ModuleCall(
        type: HelperKind.channelScale.rawValue,
        arguments: [
          .place("channels", .int(layer.output.channels), .inputs), .place("value", .double(value)),
        ])
    case .tokenEmbedding:
      ModuleCall(
        type: HelperKind.tokenEmbedding.rawValue,
        arguments: [
          .place("channels", .int(layer.output.channels), .inputs),
          .place("tokens", .int(layer.output.pixels)),
        ])
    case .attention(let heads):
      ModuleCall(type: HelperKind.attention.rawValue, arguments: [.place("heads", .int(heads))])
    case .pooling(let pooling):
      self.pooling(pooling, layer)
    default:
      simple(layer.operation)
    }
  }

  private func simple(_ operation: Operation) -> ModuleCall {
    switch operation {
    case .activation(let kind): ModuleCall(type: kind.torchClass, arguments: [])
    case .globalAveragePooling:
      ModuleCall(type: "nn.AdaptiveAvgPool2d", arguments: [.place("output_size", .int(1))])
    case .adaptiveAveragePooling(let pooling):
      ModuleCall(
        type: "nn.AdaptiveAvgPool2d",
        arguments: [
          .place("output_size", .pair(pooling.outputSize.height, pooling.outputSize.width))
        ])
    case .channelShuffle(let groups):
      ModuleCall(type: "nn.ChannelShuffle", arguments: [.place("groups", .int(groups))])
    case .pad(let top, let left, let bottom, let right):
      ModuleCall(
        type: "nn.ZeroPad2d",
        arguments: [.place("padding", .tuple([left, right, top, bottom].map { .int($0) }))])
    case .dropout(let rate):
      ModuleCall(type: "nn.Dropout", arguments: [.place("p", .double(rate))])
    case .stochasticDepth(let survival):
      ModuleCall(
        type: HelperKind.stochasticDepth.rawValue,
        arguments: [.place("rate", .double(1 - survival))])
    case .scale(let factor):
      ModuleCall(type: HelperKind.scale.rawValue, arguments: [.place("factor", .double(factor))])
    case .slice(let start, let count):
      ModuleCall(
        type: HelperKind.channelSlice.rawValue,
        arguments: [.place("start", .int(start)), .place("end", .int(start + count))])
    case .flatten: ModuleCall(type: "nn.Flatten", arguments: [])
    // Joins are expressions, and what has parameters is above.
    default: ModuleCall(type: "nn.Identity", arguments: [])
    }
  }
}

// MARK: - Convolutions

extension TorchCalls {
  /// `inputs, outputs, kernel_size`, and by name what differs from a plain convolution.
  func convolution(
    _ convolution: Convolution, of layer: Layer, defaultBias: Bool
  ) -> [ModuleArgument] {
    [
      .place("inputs", .int(layer.input.channels), .inputs),
      .place("outputs", .int(convolution.outputChannels), .outputs),
      .place("kernel_size", .pair(convolution.kernelSize)),
      .keyword("stride", .pair(convolution.stride), default: .int(1)),
      .keyword("padding", padding(convolution, layer), default: .int(0)),
      .keyword("dilation", .pair(convolution.dilation), default: .int(1)),
      .keyword("groups", .int(convolution.groups), default: .int(1)),
      .keyword("bias", .bool(convolution.hasBias), default: .bool(defaultBias)),
    ]
  }

  /// The class of a convolution: PyTorch's own where its padding can say what the network pads.
  func type(of convolution: Convolution, _ layer: Layer) -> String {
    if isComputed(convolution) { return HelperKind.conv2dSame.rawValue }
    let edges = Self.edges(convolution, layer)
    return edges.isSymmetric ? "nn.Conv2d" : HelperKind.conv2dPadded.rawValue
  }

  /// Whether a convolution is one of those that compute their padding: a 1×1 kernel has none to compute.
  private func isComputed(_ convolution: Convolution) -> Bool {
    computesPadding
      && (Self.isSame(convolution)
        || convolution.kernelSize.area == 1 && convolution.padding == .valid)
  }

  /// Whether the padding depends on the size of the input.
  private static func isDynamic(_ convolution: Convolution, _ layer: Layer) -> Bool {
    guard case .same = convolution.padding else { return false }
    return convolution.kernelSize.area > 1
      && (convolution.stride != 1 || !edges(convolution, layer).isSymmetric)
  }

  private func padding(_ convolution: Convolution, _ layer: Layer) -> PythonValue {
    if isComputed(convolution) || convolution.kernelSize.area == 1 && Self.isSame(convolution) {
      return .int(0)
    }
    return Self.padding(Self.edges(convolution, layer))
  }

  private static func isSame(_ convolution: Convolution) -> Bool {
    if case .same = convolution.padding { true } else { false }
  }

  private static func padding(_ edges: PaddingEdges) -> PythonValue {
    edges.isSymmetric
      ? .pair(edges.top, edges.left)
      : .tuple([edges.left, edges.right, edges.top, edges.bottom].map { .int($0) })
  }

  private static func edges(_ convolution: Convolution, _ layer: Layer) -> PaddingEdges {
    convolution.padding.edges(
      input: layer.input, kernel: convolution.kernelSize, stride: convolution.stride,
      dilation: convolution.dilation)
  }

  /// A convolution per share of the channels; `nil` where they differ in more than shares and kernels.
  func mixed(_ layers: [Layer]) -> ModuleCall? {
    var (inputs, outputs, kernels) = ([PythonValue](), [PythonValue](), [PythonValue]())
    var (strides, types, depthwise) = (Set<Extent>(), Set<Bool>(), Set<Bool>())
    for layer in layers {
      guard case .convolution(let convolution) = layer.operation,
        convolution.kernelSize.isSquare, convolution.dilation == 1,
        convolution.groups == 1 || convolution.groups == layer.input.channels
      else { return nil }
      let half = (convolution.kernelSize.height - 1) / 2
      let isSymmetric = Self.edges(convolution, layer).isSymmetric(half)
      guard Self.isSame(convolution) || isSymmetric || convolution.kernelSize.area == 1 else {
        return nil
      }
      inputs.append(.int(layer.input.channels))
      outputs.append(.int(convolution.outputChannels))
      kernels.append(.int(convolution.kernelSize.height))
      strides.insert(convolution.stride)
      if convolution.kernelSize.area > 1 { types.insert(isComputed(convolution)) }
      if convolution.groups > 1 || layer.input.channels > 1 {
        depthwise.insert(convolution.groups > 1)
      }
    }
    guard strides.count == 1, types.count <= 1, depthwise.count <= 1, let stride = strides.first
    else { return nil }
    return ModuleCall(
      type: HelperKind.mixedConv2d.rawValue,
      arguments: [
        .place("inputs", .tuple(inputs)), .place("outputs", .tuple(outputs)),
        .place("kernel_sizes", .tuple(kernels)),
        .keyword("stride", .pair(stride), default: .int(1)),
        .keyword("depthwise", .bool(depthwise.first ?? false), default: .bool(false)),
        .keyword(
          "conv", .source(types == [true] ? HelperKind.conv2dSame.rawValue : "nn.Conv2d"),
          default: .source("nn.Conv2d")),
      ])
  }
}

// MARK: - Normalisation and pooling

extension TorchCalls {
  /// The class of a batch normalisation of maps.
  static func type(of settings: BatchNormalization) -> String {
    switch (settings.hasScale, settings.hasOffset) {
    case (true, true), (false, false): "nn.BatchNorm2d"
    case (false, true): HelperKind.offsetBatchNorm2d.rawValue
    case (true, false): HelperKind.scaleBatchNorm2d.rawValue
    }
  }

  /// The arguments that are not the number of channels.
  static func settings(_ settings: BatchNormalization) -> [ModuleArgument] {
    [
      .keyword("eps", .double(settings.epsilon), default: .double(1e-5)),
      // PyTorch's momentum is the share of the new value.
      .keyword("momentum", .double(settings.momentum.complement), default: .double(0.1)),
      .keyword("affine", .bool(settings.hasScale || settings.hasOffset), default: .bool(true)),
    ]
  }

  private func normalization(
    _ settings: BatchNormalization, channels: Int, isFlat: Bool
  ) -> ModuleCall {
    ModuleCall(
      type: isFlat ? "nn.BatchNorm1d" : Self.type(of: settings),
      arguments: [.place("channels", .int(channels), .inputs)] + Self.settings(settings))
  }

  private func pooling(_ pooling: Pooling, _ layer: Layer) -> ModuleCall {
    let edges = pooling.padding.edges(
      input: layer.input, kernel: pooling.kernelSize, stride: pooling.stride)
    let isSame = pooling.padding == .same
    let isOwn = isSame ? pooling.stride == 1 && edges.isSymmetric : edges.isSymmetric
    let isMaximum = pooling.kind == .maximum
    var arguments: [ModuleArgument] = [
      .place("kernel_size", .pair(pooling.kernelSize)),
      .keyword("stride", .pair(pooling.stride), default: .pair(pooling.kernelSize)),
    ]
    guard isOwn, edges.top * 2 <= pooling.kernelSize.height,
      edges.left * 2 <= pooling.kernelSize.width
    else {
      arguments = [
        .place("kernel_size", .both(pooling.kernelSize)), .place("stride", .both(pooling.stride)),
      ]
      if !isSame { arguments.append(.keyword("padding", Self.padding(edges))) }
      if pooling.kind == .averageIncludingPadding {
        arguments.append(.keyword("counts_padding", .bool(true), default: .bool(false)))
      }
      let kind: HelperKind = isMaximum ? .maxPool2dPadded : .avgPool2dPadded
      return ModuleCall(type: kind.rawValue, arguments: arguments)
    }
    arguments.append(.keyword("padding", Self.padding(edges), default: .int(0)))
    arguments.append(.keyword("ceil_mode", .bool(pooling.roundsUp), default: .bool(false)))
    let counts = edges.isSymmetric(0) || pooling.kind == .averageIncludingPadding
    if !isMaximum {
      arguments.append(.keyword("count_include_pad", .bool(counts), default: .bool(true)))
    }
    return ModuleCall(
      type: isMaximum ? "nn.MaxPool2d" : "nn.AvgPool2d", arguments: arguments)
  }

  /// What PyTorch's modules, and this file's, call a parameter.
  static func suffix(of parameter: Parameter, _ network: Network) -> String {
    let isEmbedding = network.layers[parameter.layer].operation == .tokenEmbedding
    return switch parameter.role {
    case .weight: isEmbedding ? "positions" : "weight"
    case .scale: "weight"
    case .bias: "bias"
    case .offset: isEmbedding ? "token" : "bias"
    case .runningMean: "running_mean"
    case .runningVariance: "running_var"
    }
  }
}

extension PythonValue {
  fileprivate static func pair(_ extent: Extent) -> PythonValue {
    pair(extent.height, extent.width)
  }

  fileprivate static func both(_ extent: Extent) -> PythonValue {
    .tuple([.int(extent.height), .int(extent.width)])
  }
}

extension PaddingEdges {
  fileprivate var isSymmetric: Bool { top == bottom && left == right }

  fileprivate func isSymmetric(_ amount: Int) -> Bool {
    isSymmetric && top == amount && left == amount
  }
}

extension Double {
  /// One minus this, without the last digits that 1 − 0.9 leaves.
  fileprivate var complement: Double { ((1 - self) * 1e12).rounded() / 1e12 }
}

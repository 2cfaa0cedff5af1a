import Networks

extension Lowering {
  mutating func convolutionBlock(
    _ parts: ConvolutionBlock, _ frame: BlockFrame
  ) throws(NetworkError) -> Int {
    let current = try convolve(
      frame.input, frame, channels: frame.channels, kernelSize: frame.kernelSize,
      stride: frame.stride, groups: parts.groups,
      roles: (.convolution, .convolutionNormalization, .convolutionActivation))
    return try join(parts.shortcut, branch: current, frame)
  }

  mutating func depthwiseSeparable(
    _ parts: DepthwiseSeparable, _ frame: BlockFrame
  ) throws(NetworkError) -> Int {
    var current = try convolve(
      frame.input, frame, channels: frame.inputChannels, kernelSize: frame.kernelSize,
      mixed: frame.mixedKernelSizes, stride: frame.stride, groups: frame.inputChannels,
      roles: (.depthwise, .depthwiseNormalization, .depthwiseActivation))
    if let squeeze = parts.squeeze {
      current = try squeezeExcite(squeeze, current, frame)
    }
    return try convolve(
      current, frame, channels: frame.channels, kernelSize: 1,
      mixed: pointwise(parts.projectionShares),
      roles: (.project, .projectNormalization, .projectActivation))
  }

  mutating func mbConv(_ parts: MBConv, _ frame: BlockFrame) throws(NetworkError) -> Int {
    let inner = parts.expansion.innerChannels(input: frame.inputChannels)
    var current = frame.input
    if parts.expands(input: frame.inputChannels) {
      current = try convolve(
        current, frame, channels: inner, kernelSize: 1, mixed: pointwise(parts.expansionShares),
        roles: (.expand, .expandNormalization, .expandActivation))
    }
    current = try convolve(
      current, frame, channels: inner, kernelSize: frame.kernelSize,
      mixed: frame.mixedKernelSizes, stride: frame.stride, groups: inner,
      roles: (.depthwise, .depthwiseNormalization, .depthwiseActivation))
    return try finishMBConv(parts, frame, inner: current, innerChannels: inner)
  }

  mutating func fusedMBConv(_ parts: MBConv, _ frame: BlockFrame) throws(NetworkError) -> Int {
    let inner = parts.expansion.innerChannels(input: frame.inputChannels)
    guard parts.expands(input: frame.inputChannels) else {
      var current = try convolve(
        frame.input, frame, channels: frame.channels, kernelSize: frame.kernelSize,
        mixed: frame.mixedKernelSizes, stride: frame.stride,
        roles: (.project, .projectNormalization, .projectActivation))
      if let squeeze = parts.squeeze {
        current = try squeezeExcite(squeeze, current, frame)
      }
      return try join(parts.shortcut, branch: current, frame)
    }
    let expanded = try convolve(
      frame.input, frame, channels: inner, kernelSize: frame.kernelSize,
      mixed: frame.mixedKernelSizes, stride: frame.stride,
      roles: (.expand, .expandNormalization, .expandActivation))
    return try finishMBConv(parts, frame, inner: expanded, innerChannels: inner)
  }

  /// Squeeze-and-excitation, projection and shortcut.
  private mutating func finishMBConv(
    _ parts: MBConv, _ frame: BlockFrame, inner: Int, innerChannels: Int
  ) throws(NetworkError) -> Int {
    var current = inner
    if let squeeze = parts.squeeze {
      current = try squeezeExcite(squeeze, current, frame)
    }
    current = try convolve(
      current, frame, channels: frame.channels, kernelSize: 1,
      mixed: pointwise(parts.projectionShares), roles: (.project, .projectNormalization, nil))
    return try join(parts.shortcut, branch: current, frame)
  }

  mutating func universalBottleneck(
    _ parts: UniversalBottleneck, _ frame: BlockFrame
  ) throws(NetworkError) -> Int {
    let inner = parts.expansion.innerChannels(input: frame.inputChannels)
    let hasMiddle = frame.kernelSize > 0
    var current = frame.input
    if parts.startKernelSize > 0 {
      current = try convolve(
        current, frame, channels: frame.inputChannels, kernelSize: parts.startKernelSize,
        stride: hasMiddle ? 1 : frame.stride, groups: frame.inputChannels,
        roles: (.startDepthwise, .startDepthwiseNormalization, nil))
    }
    current = try convolve(
      current, frame, channels: inner, kernelSize: 1,
      roles: (.expand, .expandNormalization, .expandActivation))
    if hasMiddle {
      current = try convolve(
        current, frame, channels: inner, kernelSize: frame.kernelSize, stride: frame.stride,
        groups: inner, roles: (.depthwise, .depthwiseNormalization, .depthwiseActivation))
    }
    if let squeeze = parts.squeeze {
      current = try squeezeExcite(squeeze, current, frame)
    }
    current = try convolve(
      current, frame, channels: frame.channels, kernelSize: 1,
      roles: (.project, .projectNormalization, nil))
    if parts.endKernelSize > 0 {
      current = try convolve(
        current, frame, channels: frame.channels, kernelSize: parts.endKernelSize,
        stride: hasMiddle || parts.startKernelSize > 0 ? 1 : frame.stride, groups: frame.channels,
        roles: (.endDepthwise, .endDepthwiseNormalization, nil))
    }
    return try join(parts.shortcut, branch: current, frame)
  }

  mutating func basicResidual(
    _ parts: BasicResidual, _ frame: BlockFrame
  ) throws(NetworkError) -> Int {
    var current = try convolve(
      frame.input, frame, channels: frame.channels, kernelSize: frame.kernelSize,
      stride: frame.stride,
      roles: (.convolution1, .convolution1Normalization, .convolution1Activation))
    current = try convolve(
      current, frame, channels: frame.channels, kernelSize: frame.kernelSize,
      roles: (.convolution2, .convolution2Normalization, nil))
    if let squeeze = parts.squeeze {
      current = try squeezeExcite(squeeze, current, frame)
    }
    return try addProjected(branch: current, frame)
  }

  mutating func bottleneckResidual(
    _ parts: BottleneckResidual, _ frame: BlockFrame
  ) throws(NetworkError) -> Int {
    let inner = parts.innerChannels(output: frame.channels)
    let strideIsFirst = parts.stridePosition == .first
    var current = try convolve(
      frame.input, frame, channels: inner, kernelSize: 1,
      stride: strideIsFirst ? frame.stride : 1,
      roles: (.convolution1, .convolution1Normalization, .convolution1Activation))
    current = try convolve(
      current, frame, channels: inner, kernelSize: frame.kernelSize,
      stride: strideIsFirst ? 1 : frame.stride, groups: parts.groupCount(inner: inner),
      roles: (.convolution2, .convolution2Normalization, .convolution2Activation))
    if let squeeze = parts.squeeze, parts.squeezePosition == .inner {
      current = try squeezeExcite(squeeze, current, frame)
    }
    current = try convolve(
      current, frame, channels: frame.channels, kernelSize: 1,
      roles: (.convolution3, .convolution3Normalization, nil))
    if let squeeze = parts.squeeze, parts.squeezePosition == .output {
      current = try squeezeExcite(squeeze, current, frame)
    }
    return try addProjected(branch: current, frame)
  }

  private mutating func squeezeExcite(
    _ squeeze: SqueezeExcitation, _ input: Int, _ frame: BlockFrame
  ) throws(NetworkError) -> Int {
    let gated = builder.shape(of: input).channels
    let hidden = squeeze.hiddenChannels(input: frame.inputChannels, gated: gated)
    func name(_ role: LayerRole) -> LayerName { .block(frame.number, role) }
    var gate = try builder.add(.globalAveragePooling, to: input, name: name(.squeezePooling))
    gate = try builder.add(
      convolution(hidden, kernelSize: 1, hasBias: true), to: gate, name: name(.squeezeReduce))
    gate = try builder.add(
      .activation(squeeze.activation ?? frame.activation), to: gate, name: name(.squeezeActivation))
    gate = try builder.add(
      convolution(gated, kernelSize: 1, hasBias: true), to: gate, name: name(.squeezeExpand))
    gate = try builder.add(.activation(squeeze.gate), to: gate, name: name(.squeezeGate))
    return try builder.add(.multiply, joining: input, and: gate, name: name(.squeezeScale))
  }

  /// Adds the block's shortcut to a branch, where the shapes allow it.
  private mutating func join(
    _ shortcut: Shortcut, branch: Int, _ frame: BlockFrame
  ) throws(NetworkError) -> Int {
    switch shortcut {
    case .none:
      return branch
    case .identity:
      return frame.keepsShape ? try add(shortcut: frame.input, branch: branch, frame) : branch
    case .pool:
      guard frame.inputChannels == frame.channels else { return branch }
      let pooling = Pooling(
        .maximum, kernelSize: 3, stride: Extent(frame.stride),
        padding: architecture.padding.padding(kernelSize: 3))
      let pooled = try builder.add(
        .pooling(pooling), to: frame.input, name: .block(frame.number, .shortcutPooling))
      return try add(shortcut: pooled, branch: branch, frame)
    }
  }

  /// Adds a shortcut to a branch, which stochastic depth may drop.
  private mutating func add(
    shortcut: Int, branch: Int, _ frame: BlockFrame
  ) throws(NetworkError) -> Int {
    var branch = branch
    if frame.survivalProbability < 1 {
      branch = try builder.add(
        .stochasticDepth(survivalProbability: frame.survivalProbability), to: branch,
        name: .block(frame.number, .stochasticDepth))
    }
    return try builder.add(
      .add, joining: shortcut, and: branch, name: .block(frame.number, .add))
  }

  /// Adds the input, projected by a 1×1 convolution where its shape differs, and activates the sum.
  private mutating func addProjected(
    branch: Int, _ frame: BlockFrame
  ) throws(NetworkError) -> Int {
    var shortcut = frame.input
    if !frame.keepsShape {
      shortcut = try convolve(
        shortcut, frame, channels: frame.channels, kernelSize: 1, stride: frame.stride,
        roles: (.shortcut, .shortcutNormalization, nil))
    }
    let sum = try add(shortcut: shortcut, branch: branch, frame)
    return try builder.add(
      .activation(frame.activation), to: sum, name: .block(frame.number, .addActivation))
  }
}

import Networks

/// Adds the layers of stem, blocks and head to a builder.
struct Lowering {
  var builder: NetworkBuilder
  let architecture: Architecture

  mutating func stem(_ stem: Stem, input: Int) throws(NetworkError) -> Int {
    let activation = stem.activation ?? architecture.activation
    var current = input
    for (index, layer) in stem.layers.enumerated() {
      let convolution = convolution(
        layer.channels, kernelSize: layer.kernelSize, stride: layer.stride)
      if stem.layers.count == 1 {
        current = try builder.add(convolution, to: current, name: .role(.convolution))
        current = try normalize(current, .role(.convolutionNormalization))
        current = try builder.add(
          .activation(activation), to: current, name: .role(.convolutionActivation))
      } else {
        current = try builder.add(convolution, to: current, name: .block(index, .convolution))
        current = try normalize(current, .block(index, .convolutionNormalization))
        current = try builder.add(
          .activation(activation), to: current, name: .block(index, .convolutionActivation))
      }
    }
    guard stem.hasPooling else { return current }
    let pooling = Pooling(
      .maximum, kernelSize: 3, stride: 2,
      padding: stem.poolingRoundsUp ? .valid : architecture.padding.padding(kernelSize: 3),
      roundsUp: stem.poolingRoundsUp)
    return try builder.add(.pooling(pooling), to: current, name: .role(.pooling))
  }

  mutating func block(
    _ number: Int, of stage: Stage, input: Int, survivalProbability: Double
  ) throws(NetworkError) -> Int {
    let frame = BlockFrame(
      number: number, input: input, inputChannels: builder.shape(of: input).channels,
      kernelSize: stage.kernelSize, mixedKernelSizes: stage.mixedKernelSizes,
      stride: number == 0 ? stage.stride : 1,
      channels: stage.channels, activation: stage.activation ?? architecture.activation,
      survivalProbability: survivalProbability)
    switch stage.block {
    case .convolution(let parts): return try convolutionBlock(parts, frame)
    case .depthwiseSeparable(let parts): return try depthwiseSeparable(parts, frame)
    case .mbConv(let parts): return try mbConv(parts, frame)
    case .fusedMBConv(let parts): return try fusedMBConv(parts, frame)
    case .universalBottleneck(let parts): return try universalBottleneck(parts, frame)
    case .basicResidual(let parts): return try basicResidual(parts, frame)
    case .bottleneckResidual(let parts): return try bottleneckResidual(parts, frame)
    }
  }

  mutating func head(_ head: Head, input: Int) throws(NetworkError) -> Int {
    let activation = Operation.activation(head.activation ?? architecture.activation)
    var current = input
    if let channels = head.channels {
      current = try builder.add(
        convolution(channels, kernelSize: 1), to: current, name: .role(.convolution))
      current = try normalize(current, .role(.convolutionNormalization))
      current = try builder.add(activation, to: current, name: .role(.convolutionActivation))
    }
    current = try builder.add(.globalAveragePooling, to: current, name: .role(.pooling))
    if let hidden = head.hiddenUnits, head.normalizesHidden {
      current = try builder.add(
        convolution(hidden, kernelSize: 1), to: current, name: .role(.hidden))
      current = try normalize(current, .role(.hiddenNormalization))
      current = try builder.add(activation, to: current, name: .role(.hiddenActivation))
    }
    current = try builder.add(.flatten, to: current, name: .role(.flatten))
    if let hidden = head.hiddenUnits, !head.normalizesHidden {
      current = try builder.add(
        .fullyConnected(FullyConnected(outputs: hidden)), to: current, name: .role(.hidden))
      current = try builder.add(activation, to: current, name: .role(.hiddenActivation))
    }
    if head.dropoutRate > 0 {
      current = try builder.add(
        .dropout(rate: head.dropoutRate), to: current, name: .role(.dropout))
    }
    return try builder.add(
      .fullyConnected(FullyConnected(outputs: head.classes)), to: current, name: .role(.logits))
  }

  func convolution(
    _ channels: Int, kernelSize: Int, stride: Int = 1, groups: Int = 1, hasBias: Bool = false
  ) -> Operation {
    .convolution(
      Convolution(
        outputChannels: channels, kernelSize: Extent(kernelSize), stride: Extent(stride),
        groups: groups,
        // A 1×1 kernel sees no padding under either convention.
        padding: kernelSize == 1 ? .valid : architecture.padding.padding(kernelSize: kernelSize),
        hasBias: hasBias))
  }

  mutating func normalize(_ input: Int, _ name: LayerName) throws(NetworkError) -> Int {
    try builder.add(
      .batchNormalization(architecture.normalization), to: input, name: name)
  }
}

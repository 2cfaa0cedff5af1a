import Networks

/// Writes the units that published networks are made of (convolution, normalisation, activation;
/// poolings; joins) into a `NetworkBuilder`, so that a network's file reads like its paper.
///
/// Layers are named by stage, running unit number and role, which costs no string per layer.
struct GraphWriter {
  /// How a layer pads where its call does not say.
  enum PaddingStyle {
    /// TensorFlow's `SAME`.
    case same
    /// (kernel − 1) / 2 on each side.
    case symmetric
    /// None.
    case valid
  }

  private var builder: NetworkBuilder
  private var unit = -1
  private let paddingStyle: PaddingStyle
  private let normalization: BatchNormalization

  /// The input layer.
  let input = 0

  init(
    _ request: NetworkRequest, padding: PaddingStyle,
    normalization: BatchNormalization = .pyTorch, capacity: Int = 512
  ) throws(NetworkError) {
    let shape = try TensorShape(request.resolution, channels: request.inputChannels)
    builder = NetworkBuilder(name: request.name, input: shape, capacity: capacity)
    paddingStyle = padding
    self.normalization = normalization
  }

  /// The stage that layers added from now on belong to; its units count from 1 again.
  mutating func stage(_ name: String) {
    builder.beginStage(name)
    unit = -1
  }

  func channels(of layer: Int) -> Int { builder.shape(of: layer).channels }
  func shape(of layer: Int) -> TensorShape { builder.shape(of: layer) }

  /// The finished network with its output `logits` and, where there is one, the output `auxiliary`.
  consuming func finish(_ output: Int, auxiliary: Int? = nil) throws(NetworkError) -> Network {
    var outputs = [NetworkOutput(name: "logits", layer: output)]
    if let auxiliary { outputs.append(NetworkOutput(name: "auxiliary", layer: auxiliary)) }
    return try builder.finish(outputs: outputs)
  }

  private func padding(_ explicit: Padding?, _ kernel: Extent) -> Padding {
    if let explicit { return explicit }
    switch paddingStyle {
    case .same: return .same
    case .symmetric:
      return .symmetric(height: (kernel.height - 1) / 2, width: (kernel.width - 1) / 2)
    case .valid: return .valid
    }
  }
}

// MARK: - Convolutions

extension GraphWriter {
  /// A convolution alone.
  mutating func convolution(
    _ input: Int, _ channels: Int, _ kernel: Extent = 1, stride: Extent = 1, groups: Int = 1,
    padding: Padding? = nil, bias: Bool = false, role: LayerRole = .convolution,
    sharing source: Int? = nil
  ) throws(NetworkError) -> Int {
    unit += 1
    let convolution = Convolution(
      outputChannels: channels, kernelSize: kernel, stride: stride, groups: groups,
      padding: self.padding(padding, kernel), hasBias: bias)
    return try builder.add(
      .convolution(convolution), to: input, name: .unit(unit, role), sharing: source)
  }

  /// A depthwise convolution alone.
  mutating func depthwise(
    _ input: Int, _ kernel: Extent, stride: Extent = 1, padding: Padding? = nil, bias: Bool = false
  ) throws(NetworkError) -> Int {
    let channels = channels(of: input)
    return try convolution(
      input, channels, kernel, stride: stride, groups: channels, padding: padding, bias: bias,
      role: .depthwise)
  }

  /// A convolution and its normalisation.
  mutating func normalized(
    _ input: Int, _ channels: Int, _ kernel: Extent = 1, stride: Extent = 1, groups: Int = 1,
    padding: Padding? = nil, bias: Bool = false, sharing source: Int? = nil
  ) throws(NetworkError) -> Int {
    let convolution = try convolution(
      input, channels, kernel, stride: stride, groups: groups, padding: padding, bias: bias,
      sharing: source)
    return try builder.add(
      .batchNormalization(normalization), to: convolution,
      name: .unit(unit, .convolutionNormalization))
  }

  /// A convolution, its normalisation and an activation.
  mutating func activated(
    _ input: Int, _ channels: Int, _ kernel: Extent = 1, stride: Extent = 1, groups: Int = 1,
    padding: Padding? = nil, bias: Bool = false, activation: Activation = .relu,
    sharing source: Int? = nil
  ) throws(NetworkError) -> Int {
    let normalized = try normalized(
      input, channels, kernel, stride: stride, groups: groups, padding: padding, bias: bias,
      sharing: source)
    return try builder.add(
      .activation(activation), to: normalized, name: .unit(unit, .convolutionActivation))
  }
}

// MARK: - Everything else

extension GraphWriter {
  /// A layer of one input in a unit of its own.
  mutating func layer(
    _ operation: Operation, _ input: Int, _ role: LayerRole
  ) throws(NetworkError) -> Int {
    unit += 1
    return try builder.add(operation, to: input, name: .unit(unit, role))
  }

  mutating func activation(
    _ input: Int, _ activation: Activation = .relu
  ) throws(NetworkError) -> Int {
    try layer(.activation(activation), input, .activation)
  }

  mutating func normalization(_ input: Int) throws(NetworkError) -> Int {
    try layer(.batchNormalization(normalization), input, .normalization)
  }

  mutating func pooling(
    _ kind: Pooling.Kind, _ input: Int, _ kernel: Int, stride: Int, padding: Padding? = nil,
    roundsUp: Bool = false
  ) throws(NetworkError) -> Int {
    let padding = self.padding(padding, Extent(kernel))
    let pooling = Pooling(
      kind, kernelSize: Extent(kernel), stride: Extent(stride), padding: padding,
      roundsUp: roundsUp)
    return try layer(.pooling(pooling), input, .pooling)
  }

  mutating func add(_ inputs: Int...) throws(NetworkError) -> Int {
    unit += 1
    return try builder.add(.add, joining: inputs, name: .unit(unit, .add))
  }

  mutating func multiply(_ input: Int, by gate: Int) throws(NetworkError) -> Int {
    unit += 1
    return try builder.add(.multiply, joining: [input, gate], name: .unit(unit, .multiply))
  }

  mutating func concatenate(_ inputs: [Int]) throws(NetworkError) -> Int {
    if inputs.count == 1 { return inputs[0] }
    unit += 1
    return try builder.add(.concatenate, joining: inputs, name: .unit(unit, .concatenate))
  }

  mutating func concatenate(_ inputs: Int...) throws(NetworkError) -> Int {
    try concatenate(inputs)
  }

  mutating func slice(_ input: Int, _ range: Range<Int>) throws(NetworkError) -> Int {
    try layer(.slice(start: range.lowerBound, count: range.count), input, .slice)
  }

  mutating func fullyConnected(
    _ input: Int, _ outputs: Int, bias: Bool = true, role: LayerRole = .hidden
  ) throws(NetworkError) -> Int {
    try layer(.fullyConnected(FullyConnected(outputs: outputs, hasBias: bias)), input, role)
  }

  /// Squeeze-and-excitation (arXiv:1709.01507) with both convolutions biased.
  mutating func squeezeExcite(
    _ input: Int, hidden: Int, activation: Activation = .relu, gate: Activation = .sigmoid
  ) throws(NetworkError) -> Int {
    let gated = channels(of: input)
    var current = try layer(.globalAveragePooling, input, .squeezePooling)
    current = try convolution(current, hidden, bias: true, role: .squeezeReduce)
    current = try layer(.activation(activation), current, .squeezeActivation)
    current = try convolution(current, gated, bias: true, role: .squeezeExpand)
    current = try layer(.activation(gate), current, .squeezeGate)
    return try multiply(input, by: current)
  }

  /// Global average pooling, flattening, dropout and the classifier, as a last stage `head`.
  mutating func classifier(
    _ input: Int, classes: Int, dropout: Double = 0
  ) throws(NetworkError) -> Int {
    let pooled = try builder.add(.globalAveragePooling, to: input, name: .role(.pooling))
    return try logits(pooled, classes: classes, dropout: dropout)
  }

  /// Global average pooling, dropout and a classifier that is a biased 1×1 convolution, as TF-slim
  /// and Keras write it; flattened last.
  mutating func convolutionalClassifier(
    _ input: Int, classes: Int, dropout: Double = 0
  ) throws(NetworkError) -> Int {
    var current = try builder.add(.globalAveragePooling, to: input, name: .role(.pooling))
    current = try dropped(current, rate: dropout)
    let logits = Convolution(outputChannels: classes, kernelSize: 1, padding: .valid, hasBias: true)
    current = try builder.add(.convolution(logits), to: current, name: .role(.logits))
    return try builder.add(.flatten, to: current, name: .role(.flatten))
  }

  /// Dropout, where there is any.
  private mutating func dropped(_ input: Int, rate: Double) throws(NetworkError) -> Int {
    guard rate > 0 else { return input }
    return try builder.add(.dropout(rate: rate), to: input, name: .role(.dropout))
  }

  /// Flattening, dropout and the classifier.
  mutating func logits(
    _ input: Int, classes: Int, dropout: Double = 0
  ) throws(NetworkError) -> Int {
    var current = try builder.add(.flatten, to: input, name: .role(.flatten))
    current = try dropped(current, rate: dropout)
    return try builder.add(
      .fullyConnected(FullyConnected(outputs: classes)), to: current, name: .role(.logits))
  }
}

extension BatchNormalization {
  /// PyTorch's defaults: ε 1e-5, running statistics keep 0.9.
  static let pyTorch = BatchNormalization(epsilon: 1e-5, momentum: 0.9)
  /// ε 1e-3 in PyTorch's ports of TensorFlow's Inception networks.
  static let inception = BatchNormalization(epsilon: 1e-3, momentum: 0.9)
}

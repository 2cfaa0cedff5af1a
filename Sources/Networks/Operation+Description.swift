extension Operation: CustomStringConvertible {
  /// The operation in a few words: `conv 3×3, stride 2, 32 groups`.
  public var description: String {
    switch self {
    case .input: "input"
    case .convolution(let convolution): convolution.description
    case .fullyConnected: "fully connected"
    case .batchNormalization: "batch norm"
    case .layerNormalization: "layer norm"
    case .tokenEmbedding: "token embedding"
    case .attention(let heads): "attention, \(heads) heads"
    case .channelScale: "channel scale"
    case .activation(let activation): activation.rawValue
    case .pooling(let pooling): pooling.description
    case .adaptiveAveragePooling(let pooling): pooling.description
    case .globalAveragePooling: "global average pool"
    case .add: "add"
    case .multiply: "multiply"
    case .concatenate: "concatenate"
    case .scale(let factor): "scale by \(factor)"
    case .slice(let start, let count): "channels \(start) to \(start + count - 1)"
    case .channelShuffle(let groups): "channel shuffle, \(groups) groups"
    case .pad(let top, let left, let bottom, let right): "pad \(top),\(left),\(bottom),\(right)"
    case .dropout(let rate): "dropout \(rate)"
    case .stochasticDepth(let probability): "stochastic depth, survival \(probability)"
    case .flatten: "flatten"
    }
  }
}

extension Operation {
  /// What ``description`` leaves out and a checkpoint must agree on, one text per number.
  ///
  /// Checkpoints hold a hash of these texts, so that they never change.
  package var details: [String] {
    switch self {
    case .convolution(let convolution): ["\(convolution.padding)", "\(convolution.hasBias)"]
    case .fullyConnected(let connected): ["\(connected.hasBias)"]
    case .batchNormalization(let settings):
      [
        "\(settings.epsilon)", "\(settings.momentum)", "\(settings.hasScale)",
        "\(settings.hasOffset)",
      ]
    case .layerNormalization(let epsilon): ["\(epsilon)"]
    case .pooling(let pooling): ["\(pooling.kind)", "\(pooling.padding)"]
    case .input, .tokenEmbedding, .attention, .channelScale, .activation,
      .adaptiveAveragePooling, .globalAveragePooling, .add, .multiply, .concatenate, .scale, .slice,
      .channelShuffle, .pad, .dropout,
      .stochasticDepth, .flatten:
      []
    }
  }
}

extension Convolution: CustomStringConvertible {
  /// Kernel, and what differs from a stride-1, ungrouped convolution.
  public var description: String {
    var text = "conv \(kernelSize)"
    if stride != 1 { text += ", stride \(stride.isSquare ? "\(stride.height)" : "\(stride)")" }
    if dilation != 1 { text += ", dilation \(dilation)" }
    if groups != 1 { text += ", \(groups) groups" }
    return text
  }
}

extension Pooling: CustomStringConvertible {
  /// Kind, kernel and stride.
  public var description: String {
    let name =
      switch kind {
      case .maximum: "max pool"
      case .average, .averageIncludingPadding: "average pool"
      }
    return "\(name) \(kernelSize), stride \(stride.isSquare ? "\(stride.height)" : "\(stride)")"
  }
}

public import Networks

/// The kinds of operators between which conventions distinguish.
public enum OperatorKind: String, Hashable, Sendable, CaseIterable {
  /// Layers whose arithmetic is dot products, and the input.
  case input, convolution, fullyConnected
  /// Normalisations, and what transformers are made of besides.
  case batchNormalization, layerNormalization, tokenEmbedding, attention, channelScale
  /// Activations.
  case relu, relu6, silu, sigmoid, hardSigmoid, hardSwish, tanh, gelu
  /// Poolings; the average counts the padding or not. Adaptive poolings are counted as global ones,
  /// which libraries write as adaptive ones of one pixel.
  case maximumPooling, averagePooling, globalAveragePooling
  /// Element by element.
  case add, multiply, scale
  /// Layers that move values only.
  case concatenate, slice, channelShuffle, pad, flatten
  /// Layers that do nothing in inference.
  case dropout, stochasticDepth

  /// The kind of a layer's operation.
  public init(_ operation: Operation) {
    self =
      switch operation {
      case .input: .input
      case .convolution: .convolution
      case .fullyConnected: .fullyConnected
      case .batchNormalization: .batchNormalization
      case .layerNormalization: .layerNormalization
      case .tokenEmbedding: .tokenEmbedding
      case .attention: .attention
      case .channelScale: .channelScale
      case .activation(let activation): Self(activation)
      case .pooling(let pooling):
        switch pooling.kind {
        case .maximum: .maximumPooling
        case .average, .averageIncludingPadding: .averagePooling
        }
      case .adaptiveAveragePooling, .globalAveragePooling: .globalAveragePooling
      case .add: .add
      case .multiply: .multiply
      case .concatenate: .concatenate
      case .scale: .scale
      case .slice: .slice
      case .channelShuffle: .channelShuffle
      case .pad: .pad
      case .dropout: .dropout
      case .stochasticDepth: .stochasticDepth
      case .flatten: .flatten
      }
  }

  private init(_ activation: Activation) {
    self =
      switch activation {
      case .relu: .relu
      case .relu6: .relu6
      case .silu: .silu
      case .sigmoid: .sigmoid
      case .hardSigmoid: .hardSigmoid
      case .hardSwish: .hardSwish
      case .tanh: .tanh
      case .gelu: .gelu
      }
  }
}

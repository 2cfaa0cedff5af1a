/// What a layer computes. Every reading of a network (cost, training, export, drawing) switches
/// over this enum without `default:`, so that the compiler lists the places a new case needs.
public enum Operation: Hashable, Sendable {
  /// The network's input; the first layer, and only it.
  case input
  case convolution(Convolution)
  case fullyConnected(FullyConnected)
  case batchNormalization(BatchNormalization)
  /// Normalisation over the channels of each pixel, with a scale and an offset per channel
  /// (arXiv:1607.06450). `epsilon` is added to the variance.
  case layerNormalization(epsilon: Double)
  /// The pixels as a sequence of tokens, a trainable class token in front, and a trainable position
  /// added to each: `[h, w, c]` to `[h·w + 1, 1, c]` (ViT, arXiv:2010.11929, Eq. 1).
  case tokenEmbedding
  /// Scaled dot-product attention between all pixels (arXiv:1706.03762, Eq. 1): queries, keys and
  /// values side by side in the channels, divided among the heads, `[h, w, 3c]` to `[h, w, c]`.
  case attention(heads: Int)
  /// A trainable factor per channel, starting at `initialValue` (LayerScale, arXiv:2103.17239).
  case channelScale(initialValue: Double)
  case activation(Activation)
  case pooling(Pooling)
  /// The mean over all pixels: `[h, w, c]` to `[1, 1, c]`.
  case globalAveragePooling
  /// The sum of two or more inputs of one shape.
  case add
  /// The first input times the second, which has the same shape, or is `[1, 1, c]` and gates
  /// every pixel (squeeze-and-excitation).
  case multiply
  /// The inputs side by side along the channels, in order; heights and widths agree.
  case concatenate
  /// The input times a constant (the residual scaling of Inception-ResNet-v2).
  case scale(Double)
  /// Channels `start ..< start + count` of the input.
  case slice(start: Int, count: Int)
  /// Channels regrouped so that each group's outputs reach every group of the next layer:
  /// input channel `g·(c/groups) + i` becomes output channel `i·groups + g` (arXiv:1707.01083).
  case channelShuffle(groups: Int)
  /// Zero rows and columns around the input; negative amounts cut away (NASNet's shifted path).
  case pad(top: Int, left: Int, bottom: Int, right: Int)
  /// Zeroes each element with probability `rate` in training and scales the others by
  /// 1 / (1 − rate); the identity otherwise.
  case dropout(rate: Double)
  /// Drops the whole branch, per image, with probability 1 − `survivalProbability` in training
  /// and scales it by 1 / survivalProbability otherwise (arXiv:1603.09382).
  case stochasticDepth(survivalProbability: Double)
  /// `[h, w, c]` to `[1, 1, h·w·c]`, in the order of memory.
  case flatten
}

/// A two-dimensional convolution, its weights `[kernel.height, kernel.width, input / groups, output]`.
///
/// Counts beyond the range of `Int32`, far outside ``NetworkLimits``, are held as its bounds.
public struct Convolution: Hashable, Sendable {
  @usableFromInline var compactOutputChannels: Int32
  @usableFromInline var compactGroups: Int32
  public var kernelSize: Extent
  public var stride: Extent
  public var dilation: Extent
  @usableFromInline var compactPadding: CompactPadding
  public var hasBias: Bool

  @inlinable public var outputChannels: Int {
    get { Int(compactOutputChannels) }
    set { compactOutputChannels = Int32(clamping: newValue) }
  }

  /// Input and output channels fall into this many groups; output group g reads input group g only.
  @inlinable public var groups: Int {
    get { Int(compactGroups) }
    set { compactGroups = Int32(clamping: newValue) }
  }

  @inlinable public var padding: Padding {
    get { compactPadding.padding }
    set { compactPadding = CompactPadding(newValue) }
  }

  @inlinable
  public init(
    outputChannels: Int, kernelSize: Extent, stride: Extent = 1, dilation: Extent = 1,
    groups: Int = 1, padding: Padding, hasBias: Bool = false
  ) {
    compactOutputChannels = Int32(clamping: outputChannels)
    compactGroups = Int32(clamping: groups)
    self.kernelSize = kernelSize
    self.stride = stride
    self.dilation = dilation
    compactPadding = CompactPadding(padding)
    self.hasBias = hasBias
  }
}

/// A linear map of the channels, applied at every pixel; weights `[input, output]`.
public struct FullyConnected: Hashable, Sendable {
  public var outputs: Int
  public var hasBias: Bool

  public init(outputs: Int, hasBias: Bool = true) {
    self.outputs = outputs
    self.hasBias = hasBias
  }
}

/// Normalisation over batch and pixels, per channel (arXiv:1502.03167).
public struct BatchNormalization: Hashable, Sendable {
  /// Added to the variance.
  public var epsilon: Double
  /// The share of the old value that the running statistics keep at each step (TensorFlow's
  /// sense; PyTorch's `momentum` is one minus this).
  public var momentum: Double
  /// Whether a trainable scale per channel follows (TF-slim's Inception networks have none).
  public var hasScale: Bool
  /// Whether a trainable offset per channel follows.
  public var hasOffset: Bool

  public init(
    epsilon: Double = 1e-3, momentum: Double = 0.99, hasScale: Bool = true, hasOffset: Bool = true
  ) {
    self.epsilon = epsilon
    self.momentum = momentum
    self.hasScale = hasScale
    self.hasOffset = hasOffset
  }
}

/// A non-linearity applied to each element.
public enum Activation: String, Hashable, Sendable, CaseIterable {
  case relu
  /// min(max(x, 0), 6).
  case relu6
  /// x · sigmoid(x), also called swish (arXiv:1710.05941).
  case silu
  case sigmoid
  /// relu6(x + 3) / 6.
  case hardSigmoid
  /// x · relu6(x + 3) / 6 (arXiv:1905.02244).
  case hardSwish
  case tanh
  /// x · Φ(x), exact, not the tanh approximation.
  case gelu
}

/// Maximum or mean over a window.
public struct Pooling: Hashable, Sendable {
  public enum Kind: String, Hashable, Sendable, CaseIterable {
    /// Padding never wins: it counts as −∞.
    case maximum
    /// The mean over the pixels inside the input.
    case average
    /// The mean over the window, padding counted as zeros (PyTorch's `count_include_pad`).
    case averageIncludingPadding
  }

  public var kind: Kind
  public var kernelSize: Extent
  public var stride: Extent
  @usableFromInline var compactPadding: CompactPadding
  /// Whether a last, partial window counts (PyTorch's `ceil_mode`).
  public var roundsUp: Bool

  @inlinable public var padding: Padding {
    get { compactPadding.padding }
    set { compactPadding = CompactPadding(newValue) }
  }

  @inlinable
  public init(
    _ kind: Kind, kernelSize: Extent, stride: Extent, padding: Padding, roundsUp: Bool = false
  ) {
    self.kind = kind
    self.kernelSize = kernelSize
    self.stride = stride
    compactPadding = CompactPadding(padding)
    self.roundsUp = roundsUp
  }
}

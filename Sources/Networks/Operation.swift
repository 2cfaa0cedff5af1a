/// What a layer computes.
///
/// Every reading of a network (cost, training, export, drawing) switches over this enum without
/// `default:`, so that the compiler lists the places a new case needs.
public enum Operation: Hashable, Sendable {
  /// The network's input; the first layer, and only it.
  case input
  /// A two-dimensional convolution: `[h, w, c]` to the output's height, width and channels.
  case convolution(Convolution)
  /// A linear map of the channels at every pixel: `[h, w, c]` to `[h, w, outputs]`.
  case fullyConnected(FullyConnected)
  /// Normalisation of each channel over batch and pixels; the shape stays.
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
  /// A non-linearity applied to each element; the shape stays.
  case activation(Activation)
  /// Maximum or mean over a window; the channels stay.
  case pooling(Pooling)
  /// The mean over windows that divide any map into a fixed number of pixels; the channels stay.
  case adaptiveAveragePooling(AdaptivePooling)
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

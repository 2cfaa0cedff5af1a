/// What a layer is for within its block, stem or head.
///
/// A normalisation, activation or dropping layer is named after the layer it follows.
public enum LayerRole: String, Hashable, Sendable {
  /// The network's input; a pooling outside any block.
  case input, pooling
  /// The only, or the spatial, convolution of a block, stem or head.
  case convolution, convolutionNormalization, convolutionActivation
  /// The 1×1 (or fused k×k) convolution that widens an inverted bottleneck.
  case expand, expandNormalization, expandActivation
  /// A convolution with one group per channel.
  case depthwise, depthwiseNormalization, depthwiseActivation
  /// The depthwise convolutions before and behind a universal inverted bottleneck.
  case startDepthwise, startDepthwiseNormalization, endDepthwise, endDepthwiseNormalization
  /// Squeeze-and-excitation, in the order in which its layers run.
  case squeezePooling, squeezeReduce, squeezeActivation, squeezeExpand, squeezeGate, squeezeScale
  /// The 1×1 convolution that ends an inverted bottleneck.
  case project, projectNormalization, projectActivation
  /// What takes a convolution's input apart into shares of the channels, and joins what comes out.
  case expandSlice, expandConcatenation, depthwiseSlice, depthwiseConcatenation
  /// The same of a projection.
  case projectSlice, projectConcatenation
  /// The first convolution of a residual block.
  case convolution1, convolution1Normalization, convolution1Activation
  /// The second convolution of a residual block.
  case convolution2, convolution2Normalization, convolution2Activation
  /// The last convolution of a bottleneck.
  case convolution3, convolution3Normalization
  /// What goes round a block, where that is not the input itself.
  case shortcutPooling, shortcut, shortcutNormalization
  /// Where a block's branch joins what goes round it.
  case stochasticDepth, add, addActivation
  /// Parts of transformers and of ConvNeXt.
  case layerNormalization, layerScale, tokens, queriesKeysValues, attention
  /// Parts of a classifier.
  case flatten, hidden, hiddenNormalization, hiddenActivation, dropout, logits
  /// Layers in units of their own, in networks that are no runs of blocks.
  case activation, normalization, multiply, concatenate, slice, channelShuffle, scale, pad
}

import Networks

/// Which layers compute in the memory of an input.
///
/// Under every policy, layers that only pass their input on when running (flatten, dropout,
/// stochastic depth) take no memory of their own.
public enum InPlacePolicy: String, Hashable, Sendable, CaseIterable {
  /// Every other layer puts its output into memory of its own.
  case none
  /// Layers that compute each element from the same element of an input (normalisation by running
  /// statistics, activations, scalings, sums, gates) overwrite an input of the same size that
  /// nobody reads any more. What a runtime that fuses them into the convolution before needs, too.
  case elementwise
}

extension Operation {
  /// Whether inference passes the first input on as it is.
  var isView: Bool {
    switch self {
    case .flatten, .dropout, .stochasticDepth: true
    case .input, .convolution, .fullyConnected, .batchNormalization, .layerNormalization,
      .tokenEmbedding, .attention, .channelScale, .activation, .pooling, .globalAveragePooling,
      .add, .multiply, .concatenate,
      .scale, .slice, .channelShuffle, .pad:
      false
    }
  }

  /// Whether each output element depends, in inference, on the same element of each input of the
  /// output's shape (and on whole inputs of other shapes).
  var isElementwise: Bool {
    switch self {
    case .batchNormalization, .channelScale, .activation, .scale, .add, .multiply: true
    case .input, .convolution, .fullyConnected, .layerNormalization, .tokenEmbedding, .attention,
      .pooling,
      .globalAveragePooling, .concatenate, .slice, .channelShuffle, .pad, .dropout,
      .stochasticDepth, .flatten:
      false
    }
  }
}

/// What can be said of an operation without the shapes of its layer.
///
/// One row per operation, in ``Operation/traits``, is all that a new operation needs to be asked
/// about; whoever wants to know asks the properties, and switches over operations only to read them.
@usableFromInline
struct OperationTraits: OptionSet, Sendable {
  @usableFromInline let rawValue: UInt16

  @inlinable init(rawValue: UInt16) { self.rawValue = rawValue }

  @inlinable static var isLinear: Self { Self(rawValue: 1 << 0) }
  @inlinable static var isContraction: Self { Self(rawValue: 1 << 10) }
  @inlinable static var isPointwise: Self { Self(rawValue: 1 << 11) }
  @inlinable static var isNormalization: Self { Self(rawValue: 1 << 1) }
  @inlinable static var isElementwise: Self { Self(rawValue: 1 << 2) }
  @inlinable static var isView: Self { Self(rawValue: 1 << 3) }
  @inlinable static var computes: Self { Self(rawValue: 1 << 4) }
  @inlinable static var joins: Self { Self(rawValue: 1 << 5) }
  @inlinable static var isTransformerOnly: Self { Self(rawValue: 1 << 6) }
  @inlinable static var hasBias: Self { Self(rawValue: 1 << 7) }
  /// The derivative reads the inputs.
  @inlinable static var keepsInputs: Self { Self(rawValue: 1 << 8) }
  /// The derivative reads the output.
  @inlinable static var keepsOutput: Self { Self(rawValue: 1 << 9) }
}

extension Operation {
  @inlinable var traits: OperationTraits {
    switch self {
    case .input: []
    case .convolution(let convolution):
      [
        .isLinear, .isContraction, .computes, .keepsInputs, convolution.hasBias ? .hasBias : [],
        convolution.isPointwise ? .isPointwise : [],
      ]
    case .fullyConnected(let connected):
      [
        .isLinear, .isContraction, .isPointwise, .computes, .keepsInputs,
        connected.hasBias ? .hasBias : [],
      ]
    case .batchNormalization: [.isNormalization, .isElementwise, .computes, .keepsInputs]
    case .layerNormalization: [.isNormalization, .computes, .keepsInputs]
    case .tokenEmbedding: [.computes, .isTransformerOnly]
    case .attention: [.isContraction, .computes, .isTransformerOnly, .keepsInputs]
    case .channelScale: [.isElementwise, .computes, .keepsInputs]
    case .activation(let activation):
      switch activation {
      case .relu, .relu6, .sigmoid, .tanh: [.isElementwise, .computes, .keepsOutput]
      case .silu, .hardSigmoid, .hardSwish, .gelu: [.isElementwise, .computes, .keepsInputs]
      }
    case .pooling(let pooling):
      switch pooling.kind {
      case .maximum: [.computes, .keepsInputs, .keepsOutput]
      case .average, .averageIncludingPadding: [.computes]
      }
    case .adaptiveAveragePooling, .globalAveragePooling: [.computes]
    case .add: [.joins, .isElementwise, .computes]
    case .multiply: [.joins, .isElementwise, .computes, .keepsInputs]
    case .concatenate: [.joins]
    case .scale: [.isElementwise, .computes]
    case .slice, .channelShuffle, .pad: []
    // Dropped elements and branches are drawn again from their counters.
    case .dropout, .stochasticDepth, .flatten: [.isView]
    }
  }

  /// Whether every output element is a dot product with trained weights, and perhaps a bias: a
  /// convolution or a fully-connected layer, the operations that the paper's FLOPs count.
  @inlinable public var isLinear: Bool { traits.contains(.isLinear) }

  /// Whether the arithmetic is that of matrix products: linear operations and attention.
  @inlinable public var isContraction: Bool { traits.contains(.isContraction) }

  /// Whether this is a linear map of each pixel's channels: a fully-connected layer, or a 1×1
  /// convolution without groups, whatever its stride.
  @inlinable public var isPointwise: Bool { traits.contains(.isPointwise) }

  /// Whether this is a linear operation that adds a trained bias.
  @inlinable public var hasBias: Bool { traits.contains(.hasBias) }

  /// Whether this is a normalisation, whose trained parameters are scales and offsets.
  @inlinable public var isNormalization: Bool { traits.contains(.isNormalization) }

  /// Whether each output element depends, in inference, on the same element of each input of the
  /// output's shape (and on whole inputs of other shapes).
  @inlinable public var isElementwise: Bool { traits.contains(.isElementwise) }

  /// Whether inference passes the first input on as it is.
  @inlinable public var isView: Bool { traits.contains(.isView) }

  /// Whether inference computes anything: the others move elements or pass them on.
  @inlinable public var computes: Bool { traits.contains(.computes) }

  /// Whether this reads two inputs or more.
  @inlinable public var joins: Bool { traits.contains(.joins) }

  /// Whether only transformers have this: it can be costed, and is neither run nor written to files.
  @inlinable public var isTransformerOnly: Bool { traits.contains(.isTransformerOnly) }

  /// Whether the derivative of this operation reads its inputs, so that training keeps them.
  @inlinable public var derivativeReadsInputs: Bool { traits.contains(.keepsInputs) }

  /// Whether the derivative of this operation reads its output, so that training keeps it.
  @inlinable public var derivativeReadsOutput: Bool { traits.contains(.keepsOutput) }
}

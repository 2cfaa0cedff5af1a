import Networks

/// A network regrouped for execution.
///
/// A *node* is a tensor that some operation really writes, together with the layers after it that
/// cost no pass of their own: normalisation, bias, stochastic depth, the addition of a shortcut,
/// activation, dropout. They are not computed where they stand; whoever reads the node applies
/// them on the way in (``ViewSpec``), and in the backward direction whoever produces the gradient
/// takes it through them on the way out (``SinkSpec``).
struct PlanGraph {
  var nodes: [Node] = []
  var normalizations: [NormalizationLayer] = []
  /// What the network puts out, as far as it is wanted.
  var outputs: [Value] = []
}

/// What a reader sees: a node's result, perhaps times a gate of squeeze-and-excitation.
struct Value: Hashable {
  var node: Int
  /// The node whose result, `[1, 1, c]` per image, gates every pixel.
  var gate: Int?
}

/// A tensor in memory and the layers applied by its readers, in the order of the properties.
///
///     u = affine(data) · factor + residual,   result = activation(u) · mask
struct Node {
  /// The shape of the data for one image.
  let shape: TensorShape
  let producer: any NodeOperator
  var affine = Affine.none
  /// Stochastic depth's factor per image: the survival probability.
  var survival: Survival?
  /// The node added, its own affine part applied on the way in.
  var residual: Int?
  var activation: Activation?
  /// Dropout of the result, its rate.
  var dropout: Dropout?
  /// How many places read the result.
  var readers = 0
  /// Whether the result must stand in memory, because a reader needs it there or because several
  /// readers make that cheaper.
  var mustStore = false
  /// Squeeze-and-excitation's input, which only its squeeze and the gated projection read: the
  /// projection hands the gradient on before the derivative of the activation, and the producer's
  /// backward step finishes it (see ``BackwardBuilder``'s gradients).
  var isSqueezed = false
  /// The layer that ends the chain so far.
  var lastLayer: Int
}

/// A linear map per channel.
enum Affine: Equatable {
  case none
  /// Index into ``PlanGraph/normalizations``.
  case normalization(Int)
  /// The bias of the producer, owned by this layer.
  case bias(parameters: Int)
  /// A trainable factor, owned by this layer.
  case channelScale(parameters: Int)
  case constant(Double)
}

/// A batch normalisation.
struct NormalizationLayer {
  let layer: Int
  /// The layer that owns scale, offset and running statistics.
  let parameters: Int
  let settings: BatchNormalization
  let node: Int
}

struct Survival: Equatable {
  let layer: Int
  let probability: Double
}

struct Dropout: Equatable {
  let layer: Int
  let rate: Double
}

extension Node {
  /// Whether readers see the data as it is.
  var isPlain: Bool {
    affine == .none && survival == nil && residual == nil && activation == nil && dropout == nil
  }

  /// Whether a linear map per channel is all that readers apply.
  var isAffine: Bool {
    survival == nil && residual == nil && activation == nil && dropout == nil
  }
}

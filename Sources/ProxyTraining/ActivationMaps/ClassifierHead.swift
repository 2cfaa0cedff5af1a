import Networks

/// What a network makes of its last feature map: one vector, and logits of that.
///
/// Arithmetic is in double precision.
struct ClassifierHead {
  /// How the map becomes a vector.
  enum Gathering {
    /// The mean over the pixels, `[channels]`.
    case mean
    /// All elements, `[height · width · channels]`.
    case flattening
  }

  /// The layer that puts out the last feature map.
  let mapLayer: Int
  let gathering: Gathering
  /// The layers on vectors after it, in order.
  private let layers: [Int]

  /// Finds the head of a network, from its output back.
  ///
  /// - Throws: ``TrainingError`` naming the layer that is in the way.
  init(of network: Network) throws(TrainingError) {
    var layers: [Int] = []
    var index = network.output
    while true {
      switch Self.part(of: index, in: network) {
      case .gathering(let gathering):
        self.gathering = gathering
        mapLayer = network.inputs(of: index)[0]
        self.layers = layers.reversed()
        return
      case .onVectors:
        layers.append(index)
        index = network.inputs(of: index)[0]
      case .none:
        throw TrainingError(
          .unsuitableNetwork,
          "network '\(network.name)', layer '\(network.name(of: index))': "
            + "\(network.layers[index].operation) of \(network.inputShape(of: index)) stands between "
            + "the last feature map and the logits; a class activation map needs a map that is "
            + "averaged over all pixels or flattened, and after that nothing but layers on one "
            + "vector, one after the other")
      }
    }
  }

  private enum Part {
    case gathering(Gathering)
    case onVectors
  }

  /// What a layer is to a head; `nil` for what no head has.
  private static func part(of index: Int, in network: Network) -> Part? {
    let layer = network.layers[index]
    let isOnVectors = layer.input.pixels == 1 && layer.output.pixels == 1
    switch layer.operation {
    case .globalAveragePooling: return .gathering(.mean)
    case .adaptiveAveragePooling:
      return layer.output.pixels == 1 ? .gathering(.mean) : nil
    case .pooling(let pooling): return averagesAll(pooling, layer) ? .gathering(.mean) : nil
    case .flatten: return isOnVectors ? .onVectors : .gathering(.flattening)
    case .convolution(let convolution):
      let isPlain = isUnpadded(
        convolution.padding, convolution.kernelSize, convolution.stride, layer)
      return isOnVectors && layer.operation.isPointwise && isPlain ? .onVectors : nil
    case .fullyConnected, .batchNormalization, .layerNormalization, .channelScale, .activation,
      .scale, .dropout, .stochasticDepth:
      return isOnVectors ? .onVectors : nil
    case .input, .tokenEmbedding, .attention, .add, .multiply, .concatenate, .slice,
      .channelShuffle, .pad:
      return nil
    }
  }

  /// Whether one window of a pooling is the mean over the whole map.
  private static func averagesAll(_ pooling: Pooling, _ layer: Layer) -> Bool {
    pooling.kind != .maximum && layer.output.pixels == 1
      && pooling.kernelSize == Extent(height: layer.input.height, width: layer.input.width)
      && isUnpadded(pooling.padding, pooling.kernelSize, pooling.stride, layer)
  }

  private static func isUnpadded(
    _ padding: Padding, _ kernel: Extent, _ stride: Extent, _ layer: Layer
  ) -> Bool {
    let edges = padding.edges(input: layer.input, kernel: kernel, stride: stride)
    return [edges.top, edges.left, edges.bottom, edges.right].allSatisfy { $0 == 0 }
  }

  /// The layers after the map with their weights, of which there is a value for every parameter.
  func steps(of network: Network, weights: WeightTable) -> [VectorStep] {
    layers.compactMap { VectorStep(layer: $0, of: network, weights: weights) }
  }
}

public import Networks

/// One tensor of a parameter store.
public struct ParameterTensor: Hashable, Sendable {
  /// What a tensor is to its layer. Raw values are the suffixes of its name.
  public enum Role: String, Hashable, Sendable, CaseIterable {
    /// Of a convolution `[kernel.height, kernel.width, input / groups, output]`, of a
    /// fully-connected layer `[input, output]`.
    case weight
    /// `[output]`.
    case bias
    /// The factor of a normalisation or a channel scale, `[channels]`.
    case scale
    /// The offset of a normalisation, `[channels]`.
    case offset
    /// The mean that a batch normalisation uses in inference, `[channels]`.
    case runningMean
    /// The variance that a batch normalisation uses in inference, `[channels]`.
    case runningVariance
  }

  /// The layer's name and the role: `stem.convolution.weight`.
  public let name: String
  /// The index of the layer that owns it.
  public let layer: Int
  public let role: Role
  /// The extents, outermost first.
  public let shape: [Int]
  /// Floats from the start of the store.
  public let offset: Int

  public var count: Int { shape.reduce(1, *) }

  /// Whether the optimizer changes it.
  public var isTrained: Bool {
    switch role {
    case .weight, .bias, .scale, .offset: true
    case .runningMean, .runningVariance: false
    }
  }
}

/// Where the parameters of a network stand in one flat array.
///
/// Weights come first, then biases, scales and offsets, then running statistics; so weight decay,
/// training and averaging each concern one stretch of memory. Each tensor begins at a multiple of
/// 16 floats; the gaps are zero and stay zero.
public struct ParameterLayout: Hashable, Sendable {
  public let tensors: [ParameterTensor]
  /// Floats before the first tensor that weight decay leaves alone.
  public let decayedCount: Int
  /// Floats before the first running statistic.
  public let trainedCount: Int
  /// Floats of the whole store.
  public let count: Int
  private let index: [Key: Int]

  private struct Key: Hashable {
    let layer: Int
    let role: ParameterTensor.Role
  }

  public init(_ network: Network) {
    let wanted = network.layers.indices.flatMap { network.parameterShapes(of: $0) }
    var tensors: [ParameterTensor] = []
    var offset = 0
    var ends: [Int] = []
    for group in [[.weight], [.bias, .scale, .offset], [.runningMean, .runningVariance]]
      as [[ParameterTensor.Role]]
    {
      for (layer, role, shape) in wanted where group.contains(role) {
        let tensor = ParameterTensor(
          name: "\(network.name(of: layer)).\(role.rawValue)", layer: layer, role: role,
          shape: shape, offset: offset)
        tensors.append(tensor)
        offset += BufferPlacement.rounded(tensor.count)
      }
      ends.append(offset)
    }
    self.tensors = tensors
    (decayedCount, trainedCount, count) = (ends[0], ends[1], ends[2])
    index = Dictionary(
      uniqueKeysWithValues: tensors.indices.map {
        (Key(layer: tensors[$0].layer, role: tensors[$0].role), $0)
      })
  }

  /// The tensor of that role of a layer, or `nil` where it has none.
  public func tensor(_ role: ParameterTensor.Role, of layer: Int) -> ParameterTensor? {
    index[Key(layer: layer, role: role)].map { tensors[$0] }
  }

  /// The stretches of trained tensors that are wanted, neighbours joined.
  package func trainedRanges(where isWanted: (ParameterTensor) -> Bool) -> [Range<Int>] {
    var ranges: [Range<Int>] = []
    for tensor in tensors where tensor.isTrained && isWanted(tensor) {
      let end = tensor.offset + BufferPlacement.rounded(tensor.count)
      if let last = ranges.last, last.upperBound == tensor.offset {
        ranges[ranges.count - 1] = last.lowerBound..<end
      } else {
        ranges.append(tensor.offset..<end)
      }
    }
    return ranges
  }

  /// Trainable scalars, the count that the cost model states.
  public var parameters: Int {
    tensors.reduce(0) { $0 + ($1.isTrained ? $1.count : 0) }
  }
}

extension Network {
  /// The tensors that layer `index` owns.
  fileprivate func parameterShapes(
    of index: Int
  ) -> [(layer: Int, role: ParameterTensor.Role, shape: [Int])] {
    let layer = layers[index]
    guard layer.weightSource == nil else { return [] }
    let input = inputShape(of: index).channels
    switch layer.operation {
    case .convolution(let convolution):
      let weight = [
        convolution.kernelSize.height, convolution.kernelSize.width, input / convolution.groups,
        convolution.outputChannels,
      ]
      return [(index, .weight, weight)]
        + (convolution.hasBias ? [(index, .bias, [convolution.outputChannels])] : [])
    case .fullyConnected(let connected):
      return [(index, .weight, [input, connected.outputs])]
        + (connected.hasBias ? [(index, .bias, [connected.outputs])] : [])
    case .batchNormalization(let settings):
      return (settings.hasScale ? [(index, .scale, [input])] : [])
        + (settings.hasOffset ? [(index, .offset, [input])] : [])
        + [(index, .runningMean, [input]), (index, .runningVariance, [input])]
    case .layerNormalization:
      return [(index, .scale, [input]), (index, .offset, [input])]
    case .channelScale:
      return [(index, .scale, [input])]
    case .tokenEmbedding:
      return [(index, .weight, [layer.output.pixels, input]), (index, .offset, [input])]
    case .input, .attention, .activation, .pooling, .globalAveragePooling, .add, .multiply,
      .concatenate, .scale, .slice, .channelShuffle, .pad, .dropout, .stochasticDepth, .flatten:
      return []
    }
  }
}

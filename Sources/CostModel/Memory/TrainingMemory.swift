public import Networks

/// The memory of one training step: weights, gradients, optimizer, and feature maps with their
/// gradients by liveness over the forward and the backward pass.
///
/// A feature map is kept for the backward pass where a derivative needs it (the input of a
/// convolution, normalisation, SiLU or maximum pooling; the output of a sigmoid or ReLU; both
/// factors of a product) and until then only; a gradient is held from the first layer that adds to
/// it until its own layer has used it. Nothing is computed in place or recomputed.
///
/// Auxiliary layers are trained along, as those who published such heads did: a loss reads every
/// output.
public struct TrainingMemory: Hashable, Sendable {
  /// Images of one step.
  public let batch: Int
  /// Bytes of one element of weights, gradients and feature maps: 4 for float32.
  public let elementBytes: Int
  /// Bytes of parameters and running statistics.
  public let weightBytes: Int
  /// Bytes of the parameters' gradients.
  public let gradientBytes: Int
  /// Bytes of what the optimizer keeps, and of a moving average of the weights where there is one.
  public let optimizerBytes: Int
  /// Bytes of feature maps kept between the forward and the backward pass.
  public let keptFeatureBytes: Int
  /// The most bytes of feature maps and their gradients held at once.
  public let peakFeatureBytes: Int
  /// The layer that runs when ``peakFeatureBytes`` are held.
  public let peakLayer: Int
  /// Whether the peak is in the backward pass.
  public let peaksInBackwardPass: Bool

  /// Everything that is held at the peak: weights, gradients, optimizer, feature maps and theirs.
  public var totalBytes: Int {
    weightBytes + gradientBytes + optimizerBytes + peakFeatureBytes
  }

  /// Follows feature maps and gradients of a network through a training step.
  ///
  /// - Throws: ``CostError`` for a batch or element size below 1, or bytes beyond the range of
  ///   `Int`.
  public init(
    of network: Network, batch: Int, optimizer: OptimizerState = .two,
    averagesWeights: Bool = true, elementBytes: Int = 4
  ) throws(CostError) {
    let inference = try InferenceMemory(
      of: network, batch: batch, elementBytes: elementBytes, policy: .none)
    // Feature maps and their gradients together stay within the range that holds twice as many.
    let schedule = TrainingSchedule(network)
    let weightBytes =
      try inference.weightBytes
      + network.weightBytes(of: network.auxiliaryLayers, elementBytes: elementBytes)
    guard weightBytes < 1 << 58 else {
      throw network.overflow(at: network.layers.count - 1)
    }
    let peak = schedule.peak()
    let parameterBytes = try NetworkCost.total(of: network).parameters * elementBytes
    self.batch = batch
    self.elementBytes = elementBytes
    self.weightBytes = weightBytes
    gradientBytes = parameterBytes
    optimizerBytes = parameterBytes * (optimizer.valuesPerWeight + (averagesWeights ? 1 : 0))
    keptFeatureBytes = schedule.keptElements * batch * elementBytes
    peakFeatureBytes = peak.elements * batch * elementBytes
    peakLayer = peak.layer
    peaksInBackwardPass = peak.isBackward
  }
}

/// When feature maps and gradients come and go: steps 0 ..< n run the layers forward, steps
/// n ..< 2n backward, layer i at step 2n − 1 − i.
private struct TrainingSchedule {
  private let network: Network
  /// The last step that needs each layer's output.
  private var lastUse: [Int]
  /// The step that first adds to the gradient of each layer's output; `nil` where none is needed.
  private var firstGradient: [Int?]

  init(_ network: Network) {
    self.network = network
    let count = network.layers.count
    lastUse = Array(0..<count)
    firstGradient = [Int?](repeating: nil, count: count)
    let ends = network.outputs.map(\.layer)
    for index in network.layers.indices.reversed() {
      // A loss reads every output; its gradient starts the backward pass.
      if ends.contains(index) {
        lastUse[index] = max(lastUse[index], count - 1)
        firstGradient[index] = count
      }
      let backward = 2 * count - 1 - index
      let operation = network.layers[index].operation
      for input in network.inputs(of: index) {
        lastUse[input] = max(lastUse[input], index)
        guard firstGradient[index] != nil else { continue }
        if operation.derivativeReadsInputs { lastUse[input] = max(lastUse[input], backward) }
        if input != 0, firstGradient[input] == nil { firstGradient[input] = backward }
      }
      if operation.derivativeReadsOutput, firstGradient[index] != nil {
        lastUse[index] = max(lastUse[index], backward)
      }
    }
  }

  /// Elements of the feature maps held when the forward pass ends and the backward pass begins.
  var keptElements: Int {
    let count = network.layers.count
    return network.layers.indices.reduce(0) {
      lastUse[$1] >= count ? $0 + network.layers[$1].output.elements : $0
    }
  }

  func peak() -> (elements: Int, layer: Int, isBackward: Bool) {
    let count = network.layers.count
    var changes = [Int](repeating: 0, count: 2 * count + 1)
    for index in network.layers.indices {
      let elements = network.layers[index].output.elements
      changes[index] += elements
      changes[lastUse[index] + 1] -= elements
      if let first = firstGradient[index] {
        changes[first] += elements
        changes[2 * count - index] -= elements
      }
    }
    var held = 0
    var peak = (elements: 0, layer: 0, isBackward: false)
    for step in 0..<2 * count {
      held += changes[step]
      if held > peak.elements {
        let isBackward = step >= count
        peak = (held, isBackward ? 2 * count - 1 - step : step, isBackward)
      }
    }
    return peak
  }
}

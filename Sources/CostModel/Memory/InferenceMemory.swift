public import Networks

/// The memory of one inference: weights, and feature maps by liveness over the graph.
///
/// Layers run in the network's order. A feature map is held from the layer that puts it out to the
/// last that reads it; while a layer runs, its inputs and its output are held at once. Workspace of
/// particular convolution algorithms is not counted.
///
/// Auxiliary layers do not run, and their weights are taken not to be loaded: a network written for
/// inference comes without them.
public struct InferenceMemory: Hashable, Sendable {
  /// How many images go through the network at once.
  public let batch: Int
  /// Bytes of one element of weights and feature maps: 4 for float32.
  public let elementBytes: Int
  /// Which layers may overwrite their input.
  public let policy: InPlacePolicy
  /// Bytes of the parameters and running statistics of the layers that run, shared weights held
  /// once.
  public let weightBytes: Int
  /// The most bytes of feature maps held at once, the input image among them.
  public let peakFeatureBytes: Int
  /// The layer that runs when ``peakFeatureBytes`` are held; the first, where several do.
  public let peakLayer: Int
  /// Bytes of feature maps held while each layer runs, in the order of `Network.layers`; 0 for
  /// auxiliary layers.
  public let featureBytes: [Int]
  /// For each layer up to the last that runs, the buffer that holds its output: layers that share
  /// one work in place.
  ///
  /// −1 for auxiliary layers among them.
  public let buffers: [Int]

  /// ``weightBytes`` and ``peakFeatureBytes``.
  public var totalBytes: Int { weightBytes + peakFeatureBytes }

  /// Follows the feature maps of a network through an inference.
  ///
  /// - Throws: ``CostError`` for a batch or element size below 1, or bytes beyond the range of
  ///   `Int`.
  public init(
    of network: Network, batch: Int = 1, elementBytes: Int = 4,
    policy: InPlacePolicy = .elementwise
  ) throws(CostError) {
    try NetworkCost.checkBatch(batch)
    guard (1...16).contains(elementBytes) else {
      throw CostError(
        .invalidParameter, "elements of \(elementBytes) bytes; expected 1 to 16")
    }
    try network.checkFeatureBytes(Double(batch) * Double(elementBytes))
    let bytes = batch * elementBytes
    var liveness = Liveness(network, policy)
    let last = network.layers.indices.last { !network.isAuxiliary($0) } ?? 0
    for index in 0...last {
      if network.isAuxiliary(index) { liveness.skip() } else { liveness.run(index) }
    }
    weightBytes = try network.weightBytes(
      of: network.inferenceLayers, elementBytes: elementBytes)
    self.batch = batch
    self.elementBytes = elementBytes
    self.policy = policy
    featureBytes =
      liveness.held.map { $0 * bytes }
      + [Int](repeating: 0, count: network.layers.count - liveness.held.count)
    buffers = liveness.buffers
    let peak = liveness.held.max() ?? 0
    peakFeatureBytes = peak * bytes
    peakLayer = liveness.held.firstIndex(of: peak) ?? 0
  }
}

extension Network {
  /// Bytes of the parameters and running statistics of some layers, below 2^62; shared weights
  /// count at the first.
  func weightBytes(of indices: some Sequence<Int>, elementBytes: Int) throws(CostError) -> Int {
    var bytes = 0
    for index in indices {
      let layer = layers[index]
      var sum = CheckedSum()
      sum.add(1, bytes)
      if layer.weightSource == nil {
        layer.operation.forEachParameter(input: layer.input, output: layer.output) { _, shape in
          sum.add(elementBytes, shape.fanIn, shape.outputs)
        }
      }
      guard let value = sum.value, value < 1 << 62 else { throw overflow(at: index) }
      bytes = value
    }
    return bytes
  }

  /// Refuses networks of whose feature maps not all could be held at once, at `bytes` per element:
  /// within this bound, no sum over some of them leaves the range of `Int`.
  func checkFeatureBytes(_ bytes: Double) throws(CostError) {
    var elements = 0.0
    for index in layers.indices {
      elements += Double(layers[index].output.elements)
      guard elements * bytes < 0x1p61 else { throw overflow(at: index) }
    }
  }
}

/// Which buffers hold which outputs while the layers run one after the other.
private struct Liveness {
  private let network: Network
  private let policy: InPlacePolicy
  /// How often each layer's output is read; the network's output once more, at the end.
  private let reads: [Int]
  /// How often each buffer will still be read.
  private var pendingReads: [Int] = []
  private var sizes: [Int] = []
  private var heldNow = 0
  private(set) var buffers: [Int] = []
  /// Elements held while each layer ran.
  private(set) var held: [Int] = []

  init(_ network: Network, _ policy: InPlacePolicy) {
    self.network = network
    self.policy = policy
    var reads = [Int](repeating: 0, count: network.layers.count)
    for index in network.inferenceLayers {
      for input in network.inputs(of: index) { reads[input] += 1 }
    }
    reads[network.output] += 1
    self.reads = reads
    buffers.reserveCapacity(network.layers.count)
    held.reserveCapacity(network.layers.count)
  }

  /// Passes by a layer that does not run.
  mutating func skip() {
    buffers.append(-1)
    held.append(0)
  }

  mutating func run(_ index: Int) {
    let layer = network.layers[index]
    let inputs = network.inputs(of: index)
    for input in inputs { pendingReads[buffers[input]] -= 1 }
    let buffer: Int
    if let reused = reusableBuffer(layer, inputs) {
      buffer = reused
      pendingReads[buffer] += reads[index]
    } else {
      buffer = sizes.count
      sizes.append(layer.output.elements)
      pendingReads.append(reads[index])
      heldNow += layer.output.elements
    }
    buffers.append(buffer)
    held.append(heldNow)
    for (position, input) in inputs.enumerated() {
      let isRepeated = inputs.prefix(position).contains { buffers[$0] == buffers[input] }
      if buffers[input] != buffer && !isRepeated { free(buffers[input]) }
    }
    free(buffer)
  }

  /// Frees a buffer that nobody will read.
  private mutating func free(_ buffer: Int) {
    if pendingReads[buffer] == 0 { heldNow -= sizes[buffer] }
  }

  private func reusableBuffer(_ layer: Layer, _ inputs: LayerInputs) -> Int? {
    if layer.operation.isView, let input = inputs.first { return buffers[input] }
    guard policy == .elementwise, layer.operation.isElementwise else { return nil }
    for input in inputs where network.layers[input].output == layer.output {
      let buffer = buffers[input]
      if pendingReads[buffer] == 0 && sizes[buffer] == layer.output.elements { return buffer }
    }
    return nil
  }
}

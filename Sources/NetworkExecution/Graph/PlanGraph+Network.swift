import Networks

extension PlanGraph {
  /// What a network is regrouped for.
  enum Purpose {
    case training
    /// Dropping layers are the identity, and nothing is kept for a backward half.
    case inference
  }

  /// Regroups a network, as far as some of its layers depend on it.
  ///
  /// - Parameters:
  ///   - network: The network to run.
  ///   - purpose: Training or inference.
  ///   - outputs: The layers whose results are wanted.
  init(_ network: Network, for purpose: Purpose, outputs: [Int]) {
    var builder = GraphBuilder(
      network: network, outputs: outputs, isTraining: purpose == .training)
    self = builder.build()
  }
}

/// Walks the layers in order; each either extends the node that ends at its input or starts one.
private struct GraphBuilder {
  let network: Network
  let outputs: [Int]
  let isTraining: Bool
  private var graph = PlanGraph()
  /// What readers of a layer see.
  private var values: [Value?]
  /// How often each layer's output is read, by layers that matter to the outputs.
  private let readings: [Int]

  init(network: Network, outputs: [Int], isTraining: Bool) {
    self.network = network
    self.outputs = outputs
    self.isTraining = isTraining
    values = [Value?](repeating: nil, count: network.layers.count)
    readings = Self.readings(network, outputs)
  }

  /// Layers that no output depends on have no readings and are left out.
  private static func readings(_ network: Network, _ outputs: [Int]) -> [Int] {
    var readings = [Int](repeating: 0, count: network.layers.count)
    for output in outputs { readings[output] += 1 }
    for index in network.layers.indices.reversed() where readings[index] > 0 {
      for input in network.inputs(of: index) { readings[input] += 1 }
    }
    return readings
  }

  mutating func build() -> PlanGraph {
    for index in network.layers.indices where readings[index] > 0 || index == 0 {
      add(index)
    }
    graph.outputs = outputs.map { result(of: $0) }
    for output in graph.outputs { read(output) }
    decideStorage()
    return graph
  }

  private func result(of layer: Int) -> Value {
    guard let value = values[layer] else { preconditionFailure("layers are in order") }
    return value
  }

  // MARK: - Layers

  private mutating func add(_ index: Int) {
    let layer = network.layers[index]
    let sources = network.inputs(of: index).map { result(of: $0) }
    switch layer.operation {
    case .input: start(InputOperator(), index)
    case .convolution(let convolution):
      convolve(convolution, index, sources[0])
    case .fullyConnected(let connected):
      let convolution = Convolution(
        outputChannels: connected.outputs, kernelSize: 1, padding: .valid,
        hasBias: connected.hasBias)
      convolve(convolution, index, sources[0])
    case .batchNormalization(let settings):
      normalize(settings, index, sources[0])
    case .layerNormalization(let epsilon):
      start(
        LayerNormalizationOperator(
          layer: index, parameters: owner(index), epsilon: epsilon, source: sources[0]), index)
    case .tokenEmbedding, .attention:
      preconditionFailure("a plan refuses these operators before it regroups a network")
    case .channelScale:
      extendAffine(.channelScale(parameters: owner(index)), index, sources[0])
    case .scale(let factor):
      extendAffine(.constant(factor), index, sources[0])
    case .activation(let activation):
      extend(index, sources[0], where: { $0.activation == nil && $0.dropout == nil }) {
        $0.activation = activation
      }
    case .pooling(let pooling): pool(pooling, index, sources[0])
    case .adaptiveAveragePooling: poolAdaptively(index, sources[0])
    case .globalAveragePooling: start(GlobalAverageOperator(source: ungated(sources[0])), index)
    case .add: addUp(index, sources)
    case .multiply: multiply(index, sources)
    case .concatenate: start(ConcatenationOperator(sources: sources), index)
    case .slice(let first, _):
      start(SliceOperator(source: ungated(sources[0]), first: first), index)
    case .channelShuffle(let groups):
      start(ShuffleOperator(source: ungated(sources[0]), groups: groups), index)
    case .pad(let top, let left, _, _):
      start(PaddingOperator(source: ungated(sources[0]), top: top, left: left), index)
    case .flatten: flatten(index, sources[0])
    case .dropout(let rate):
      drop(index, sources[0], isActive: isTraining && rate > 0) {
        $0.dropout = Dropout(layer: index, rate: rate)
      } where: {
        $0.dropout == nil && $0.survival == nil
      }
    case .stochasticDepth(let probability):
      drop(index, sources[0], isActive: isTraining && probability < 1) {
        $0.survival = Survival(layer: index, probability: probability)
      } where: {
        $0.survival == nil && $0.residual == nil && $0.activation == nil && $0.dropout == nil
      }
    }
  }

  /// The layer whose parameters layer `index` uses.
  private func owner(_ index: Int) -> Int { network.owner(of: index) }

  private mutating func convolve(_ convolution: Convolution, _ index: Int, _ source: Value) {
    let layer = ConvolutionLayer(
      layer: index, parameters: owner(index), convolution: convolution,
      input: network.inputShape(of: index), output: network.layers[index].output)
    let node = start(layer.nodeOperator(reading: source), index)
    if convolution.hasBias { graph.nodes[node].affine = .bias(parameters: owner(index)) }
  }

  private mutating func poolAdaptively(_ index: Int, _ source: Value) {
    start(AdaptivePoolingOperator(source: ungated(source)), index)
  }

  private mutating func pool(_ pooling: Pooling, _ index: Int, _ source: Value) {
    let window = PoolingWindow(
      pooling: pooling, input: network.inputShape(of: index), output: network.layers[index].output)
    start(PoolingOperator(window: window, source: source), index)
  }

  private mutating func normalize(_ settings: BatchNormalization, _ index: Int, _ source: Value) {
    let normalization = graph.normalizations.count
    extendAffine(.normalization(normalization), index, source)
    graph.normalizations.append(
      NormalizationLayer(
        layer: index, parameters: owner(index), settings: settings, node: result(of: index).node))
  }

  private mutating func extendAffine(_ affine: Affine, _ index: Int, _ source: Value) {
    extend(index, source, where: { $0.isPlain }) { $0.affine = affine }
  }

  private mutating func addUp(_ index: Int, _ sources: [Value]) {
    // The node that comes last in the order takes the others: gradients travel against the order,
    // so what is added must come before.
    let sources = sources.sorted { $0.node > $1.node }
    var sum = sources[0]
    for (number, source) in sources.dropFirst().enumerated() {
      if number > 0 || !canTakeResidual(sum, before: index) {
        sum = alias(sum, index)
      }
      let residual = asResidual(source, index)
      graph.nodes[sum.node].residual = residual
      graph.nodes[residual].readers += 1
      graph.nodes[sum.node].lastLayer = index
    }
    values[index] = sum
  }

  private func canTakeResidual(_ value: Value, before index: Int) -> Bool {
    guard isOpen(value, at: index) else { return false }
    let node = graph.nodes[value.node]
    return !(node.producer is InputOperator) && node.residual == nil && node.activation == nil
      && node.dropout == nil
  }

  /// A node that an addition can read on the way in: one under a linear map at most.
  private mutating func asResidual(_ value: Value, _ index: Int) -> Int {
    let value = ungated(value)
    if !graph.nodes[value.node].isAffine { graph.nodes[value.node].mustStore = true }
    return value.node
  }

  private mutating func multiply(_ index: Int, _ sources: [Value]) {
    let shape = network.layers[index].output
    let gate = ungated(sources[1])
    guard graph.nodes[gate.node].shape.pixels == 1, shape.pixels > 1,
      sources[0].gate == nil, sources[0].node != gate.node
    else {
      start(MultiplicationOperator(first: ungated(sources[0]), second: gate), index)
      return
    }
    let gated = Value(node: sources[0].node, gate: gate.node)
    graph.nodes[gate.node].mustStore = true
    if readings[index] == 1, soleReaderGates(index) {
      values[index] = gated
    } else {
      start(GatingOperator(source: gated), index)
    }
  }

  /// Whether the one reader of `index` is a kernel that applies a gate while it loads.
  private func soleReaderGates(_ index: Int) -> Bool {
    for reader in network.layers.indices.dropFirst(index + 1) where readings[reader] > 0 {
      guard network.inputs(of: reader).contains(index) else { continue }
      return network.layers[reader].operation.isPointwise
    }
    return false
  }

  private mutating func flatten(_ index: Int, _ source: Value) {
    if network.inputShape(of: index).pixels == 1 {
      values[index] = source
      // The chain goes on, if nobody else reads it here.
      if readings[network.inputs(of: index)[0]] == 1 { graph.nodes[source.node].lastLayer = index }
    } else {
      start(AliasOperator(source: ungated(source)), index)
    }
  }

  private mutating func drop(
    _ index: Int, _ source: Value, isActive: Bool, _ change: (inout Node) -> Void,
    where fits: (Node) -> Bool
  ) {
    if isActive {
      extend(index, source, where: fits, change)
    } else {
      values[index] = source
      if readings[network.inputs(of: index)[0]] == 1 { graph.nodes[source.node].lastLayer = index }
    }
  }

  // MARK: - Nodes

  /// Whether the chain of `value` ends at the input of `index` and nobody else reads it there.
  private func isOpen(_ value: Value, at index: Int) -> Bool {
    guard value.gate == nil else { return false }
    let last = graph.nodes[value.node].lastLayer
    return readings[last] == 1 && network.inputs(of: index).contains(last)
  }

  /// Makes layer `index` part of the node that it reads, or of an alias of it.
  private mutating func extend(
    _ index: Int, _ source: Value, where fits: (Node) -> Bool, _ change: (inout Node) -> Void
  ) {
    var value = source
    if !isOpen(source, at: index) || !fits(graph.nodes[source.node]) {
      value = alias(source, index)
    }
    change(&graph.nodes[value.node])
    graph.nodes[value.node].lastLayer = index
    values[index] = value
  }

  /// A node that begins where another's stored result stands.
  private mutating func alias(_ source: Value, _ index: Int) -> Value {
    Value(node: start(AliasOperator(source: ungated(source)), index))
  }

  /// A value without a gate: itself, or its product written out.
  private mutating func ungated(_ value: Value) -> Value {
    guard value.gate != nil else { return value }
    return Value(node: start(GatingOperator(source: value), nil))
  }

  /// Starts a node that ends at layer `index`; without a layer, one that no chain extends.
  @discardableResult
  private mutating func start(_ producer: any NodeOperator, _ index: Int?) -> Int {
    let shape: TensorShape
    if let index {
      shape = network.layers[index].output
    } else {
      shape = graph.nodes[producer.sources[0].node].shape
    }
    for source in producer.sources { read(source) }
    for source in producer.sourcesInMemory { graph.nodes[source.node].mustStore = true }
    graph.nodes.append(
      Node(shape: shape, producer: producer, lastLayer: index ?? network.layers.count - 1))
    let node = graph.nodes.count - 1
    if let index { values[index] = Value(node: node) }
    return node
  }

  private mutating func read(_ value: Value) {
    graph.nodes[value.node].readers += 1
    if let gate = value.gate { graph.nodes[gate].readers += 1 }
  }

  // MARK: - Storage

  /// Whether a gated node is a convolution, normalised and activated, that only a mean over pixels
  /// reads beside the gate.
  private func isSqueezed(_ index: Int) -> Bool {
    let node = graph.nodes[index]
    guard node.producer is any ConvolutionOperator, case .normalization = node.affine,
      node.activation != nil, node.survival == nil, node.residual == nil, node.dropout == nil,
      !node.mustStore, node.readers == 2
    else { return false }
    return graph.nodes.contains {
      ($0.producer as? GlobalAverageOperator)?.source == Value(node: index)
    }
  }

  /// A sum is two reads for every reader; written once, by its first reader, it is one for all.
  ///
  /// A gated value is needed twice backward, since the gate's gradient is the sum over pixels of
  /// gradient times value: it is stored, unless it can be computed again in passing.
  private mutating func decideStorage() {
    for node in graph.nodes where isTraining {
      for value in node.producer.sources where value.gate != nil {
        if node.producer is any ConvolutionOperator, isSqueezed(value.node) {
          graph.nodes[value.node].isSqueezed = true
        } else {
          graph.nodes[value.node].mustStore = true
        }
      }
    }
    for index in graph.nodes.indices where graph.nodes[index].residual != nil {
      graph.nodes[index].mustStore = true
    }
  }
}

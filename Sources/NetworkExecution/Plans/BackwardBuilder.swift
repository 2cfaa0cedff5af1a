import Networks

/// Emits the backward half of a training plan: nodes in the reverse of the graph's order, each
/// node's gradient finished before its producer's backward step reads it.
struct BackwardBuilder {
  /// The forward half, as it stands.
  let forward: TrainingForward
  /// The forward half's, continued.
  var assembly: PlanAssembly
  /// Whether the optimizer changes a layer's parameters.
  let isTrainable: (Int) -> Bool
  var states: [GradientState]
  private var packs: WeightPacks
  /// Gradients written so far; a second writer of shared weights adds.
  private var writtenGradients: Set<Int> = []

  /// What the backward half knows of a node.
  struct GradientState {
    /// Whether a trained parameter, or another such node, lies before it.
    var wantsGradient = false
    /// Readers that have yet to contribute to the gradient by the result.
    var pendingReaders: Int
    /// What readers have contributed so far.
    var contributions: [Matrix] = []
    /// The gradient of every pixel alike, from a mean over pixels.
    var pooled: Matrix?
    /// The sums that the last contributor accumulated.
    var sums: PartialSums?
    /// Whether the last contributor carried the gradient through activation and mask.
    var isFinished = false
    /// Sums of the activation's derivative, where its own backward step is to finish the gradient.
    var slopeSums: Place?
  }

  /// Goes on where the forward half, with its losses, ends.
  init(_ forward: consuming TrainingForward, isTrainable: @escaping (Int) -> Bool) {
    assembly = forward.assembly
    packs = forward.packs
    // One owner each: what is written to twice would be copied.
    forward.assembly = PlanAssembly(batch: assembly.batch, externalFloats: 0)
    forward.packs = WeightPacks(forward.layout)
    self.isTrainable = isTrainable
    states = forward.graph.nodes.map { GradientState(pendingReaders: $0.readers) }
    self.forward = forward
    decideGradients()
  }

  private mutating func decideGradients() {
    for (index, node) in forward.graph.nodes.enumerated() {
      states[index].wantsGradient =
        hasTrainedParameters(node) || node.producer.sources.contains { wantsGradient($0) }
        || (node.residual.map { states[$0].wantsGradient } ?? false)
    }
  }

  private func hasTrainedParameters(_ node: Node) -> Bool {
    switch node.affine {
    case .none, .constant: break
    case .normalization(let index):
      if isTrainable(forward.graph.normalizations[index].parameters) { return true }
    case .bias(let layer), .channelScale(let layer): if isTrainable(layer) { return true }
    }
    return node.producer.parameters.map(isTrainable) ?? false
  }

  /// Emits all steps, given the gradient of the loss by each of the network's outputs; the finished
  /// program.
  consuming func finish(from gradients: [Matrix]) -> PlanProgram {
    for (output, gradient) in zip(forward.graph.outputs, gradients) {
      contribute(gradient, to: output.node)
    }
    for index in forward.graph.nodes.indices.reversed() where states[index].wantsGradient {
      backward(index)
    }
    assembly.emitWaitingSums(beside: false)
    assembly.replaceFirst(with: packs.step)
    return assembly.finish()
  }

  private mutating func backward(_ index: Int) {
    let node = node(index)
    let gradient = finishGradient(of: index)
    if let residual = node.residual {
      // First the shortcut: its gradient is this one as it stands, and the branch's can be added.
      contribute(gradient, to: residual)
    }
    let dz = differentiateAffine(index, gradient)
    node.producer.backward(index, dz, in: &self)
    states[index].contributions = []
  }
}

/// What operators need.
extension BackwardBuilder {
  var batch: Int { assembly.batch }

  func node(_ index: Int) -> Node { forward.graph.nodes[index] }

  /// Rows per batch of a feature map.
  func rows(_ shape: TensorShape) -> Int { batch * shape.pixels }

  func wantsGradient(_ value: Value) -> Bool {
    states[value.node].wantsGradient || (value.gate.map { states[$0].wantsGradient } ?? false)
  }

  mutating func emit(_ operation: any StepOperation, layer: Int) {
    assembly.emit(operation, layer: layer)
  }

  /// Where a layer's weights stand, packed for the product by their transpose.
  mutating func packedTransposedWeights(of layer: ConvolutionLayer) -> Place {
    packs.place(of: WeightPacking(layer: layer, direction: .backward), in: &assembly)
  }

  /// A gradient by a node's data as rows in memory.
  mutating func inMemory(_ dz: GradientSpec, _ index: Int) -> Matrix {
    guard !dz.isPlain else { return dz.data }
    let shape = node(index).shape
    let matrix = assembly.matrix(shape)
    copyGradient(
      dz, rows: rows(shape), channels: shape.channels, to: matrix, node(index).lastLayer)
    return matrix
  }

  /// Writes a gradient out.
  mutating func copyGradient(
    _ dz: GradientSpec, rows: Int, channels: Int, to dx: Matrix, _ layer: Int
  ) {
    let parts = assembly.partition(rows, cost: 12 * rows * channels)
    emit(
      ApplyGradient(rows: parts, channels: channels, dz: dz, addend: nil, dx: dx), layer: layer)
  }
}

/// The linear map of a node.
extension BackwardBuilder {
  /// The gradient by the node's data as its producer loads it, and the gradients of the map's own
  /// parameters.
  private mutating func differentiateAffine(_ index: Int, _ gradient: Matrix) -> GradientSpec {
    let node = node(index)
    let channels = node.shape.channels
    var dz = GradientSpec(gradient)
    dz.factor = forward.states[index].survivalMask
    dz.pixels = node.shape.pixels
    switch node.affine {
    case .none: break
    case .constant(let factor): dz.c1 = assembly.constant(Float(factor), count: channels)
    case .bias(let layer):
      storeSums(states[index].sums, row: 0, of: channels, role: .bias, owner: layer, layer)
    case .channelScale(let layer):
      dz.c1 = forward.parameter(.scale, of: layer)
      storeSums(states[index].sums, row: 1, of: channels, role: .scale, owner: layer, layer)
    case .normalization(let normalization):
      differentiateNormalization(normalization, index, &dz)
    }
    return dz
  }

  private mutating func differentiateNormalization(
    _ normalization: Int, _ index: Int, _ dz: inout GradientSpec
  ) {
    let (node, places) = (node(index), forward.normalizations[normalization])
    let layer = forward.graph.normalizations[normalization].parameters
    guard let sums = states[index].sums else { preconditionFailure("sums were accumulated") }
    let scale = gradientTarget(.scale, of: layer)
    let offset = gradientTarget(.offset, of: layer)
    emit(
      NormalizationBackward(
        normalization: places, rows: rows(node.shape), parts: sums.parts, sums: sums.place,
        scaleGradient: scale?.place, offsetGradient: offset?.place,
        pooled: pooledSums(of: index)),
      layer: layer)
    addShared(scale, count: node.shape.channels, layer)
    addShared(offset, count: node.shape.channels, layer)
    (dz.c1, dz.c2, dz.c3) = (places.c1, places.c2, places.c3)
    dz.z = forward.states[index].data
    if states[index].slopeSums != nil, let activation = node.activation {
      dz.slope = (places.scale, places.shift, activation)
      dz.pooled = states[index].pooled
    }
  }

  private func pooledSums(of index: Int) -> PooledSums? {
    guard let slopes = states[index].slopeSums, let pooled = states[index].pooled else {
      return nil
    }
    return PooledSums(images: batch, gradient: pooled, slopes: slopes)
  }
}

/// Gradients of parameters.
extension BackwardBuilder {
  /// Where a parameter's gradient is written; the second user of shared weights writes beside and
  /// adds.
  struct GradientTarget {
    let place: Place
    fileprivate let sum: Place?
  }

  /// Where the gradient of a parameter goes; `nil` where the layer has none of that role, or the
  /// optimizer leaves it alone.
  mutating func gradientTarget(
    _ role: Parameter.Role, of layer: Int
  ) -> GradientTarget? {
    guard isTrainable(layer), let tensor = forward.layout.tensor(role, of: layer),
      let place = forward.layout.place(of: role, of: layer, in: .gradients)
    else { return nil }
    if writtenGradients.insert(tensor.offset).inserted {
      return GradientTarget(place: place, sum: nil)
    }
    return GradientTarget(place: assembly.buffer(floats: tensor.count), sum: place)
  }

  private mutating func addShared(_ target: GradientTarget?, count: Int, _ layer: Int) {
    guard let target, let sum = target.sum else { return }
    emit(AddInto(count: count, x: target.place, y: sum), layer: layer)
  }

  /// Adds the partial gradients of a step's parts, in their order.
  mutating func sumParts(
    _ partial: Place, parts: Int, count: Int, to target: GradientTarget, _ layer: Int
  ) {
    let sum = SumParts(
      elements: assembly.partition(count, cost: 4 * count * (parts + 1)), parts: parts,
      stride: count, x: partial, y: target.place)
    assembly.emitLater(sum, layer: layer)
    guard target.sum != nil else { return }
    // The first user's gradient, too, must be there before the second is added.
    assembly.emitWaitingSums(beside: false)
    addShared(target, count: count, layer)
  }

  /// Adds one row of a sink's partial sums up as the gradient of a parameter.
  mutating func storeSums(
    _ sums: PartialSums?, row: Int, of channels: Int, role: Parameter.Role, owner: Int,
    _ layer: Int
  ) {
    guard let target = gradientTarget(role, of: owner), let sums else { return }
    emit(
      SumDoubles(
        count: channels, parts: sums.parts, stride: 2 * channels,
        x: sums.place.advanced(byDoubles: row * channels), y: target.place),
      layer: layer)
    addShared(target, count: channels, layer)
  }
}

/// Sums of a sink, doubles `[parts, 2, channels]`.
struct PartialSums {
  let place: Place
  let parts: Int
}

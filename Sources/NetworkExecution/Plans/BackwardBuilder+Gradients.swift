import Networks

/// How gradients reach a node, and how the last contribution finishes them.
///
/// Every reader of a node's result contributes to the gradient by it: most through a sink, which
/// adds what came before; additions and concatenations by handing on their own gradient, without a
/// copy. The last contributor through a sink also carries the sum through activation and mask and
/// accumulates what the backward normalisation needs, while the values are in registers. Where
/// the last contribution came another way, a step of its own does that.
///
/// Squeeze-and-excitation is the exception. Its input u receives two gradients: one through the
/// gated projection, and one through the mean over pixels, alike for all pixels of an image and
/// known only after the first. Adding both and taking them through the activation would be a pass
/// of its own, three tensors long. Instead the projection's sink stores its part before the
/// derivative, and sums up over each image what the second part will be a factor of; from both the
/// sums for the normalisation follow (``PooledSums``), and the convolution that made u, which
/// loads its output anyway, finishes the gradient on the way in (``GradientSpec``).
extension BackwardBuilder {
  /// A sink under construction: what to record once its step stands.
  struct OpenSink {
    let spec: SinkSpec
    fileprivate let value: Value
    fileprivate let finishes: Bool
    fileprivate let sums: PartialSums?
  }

  /// Prepares a sink for the gradient by `value`, produced in `parts` parts by a step that reads
  /// `gradient`.
  mutating func openSink(_ value: Value, parts: Int, while gradient: Matrix?) -> OpenSink {
    if value.gate != nil { return openGatedSink(value, parts: parts) }
    let index = value.node
    let node = node(index)
    mergeContributions(of: index, downTo: 1)
    let addend = states[index].contributions.first
    let isLast = states[index].pendingReaders == 1
    var spec = SinkSpec(nil, pixels: node.shape.pixels)
    spec.addend = addend
    spec.data = target(for: index, addend: addend, while: gradient)
    var sums: PartialSums?
    if isLast { sums = finish(&spec, index, parts: parts) }
    return OpenSink(spec: spec, value: value, finishes: isLast, sums: sums)
  }

  /// Records what a sink's step contributed.
  mutating func close(_ sink: OpenSink) {
    guard let data = sink.spec.data else { return }
    let index = sink.value.node
    states[index].pendingReaders -= 1
    if let gate = sink.value.gate, let gateSums = sink.spec.gateSums {
      states[index].contributions.append(data)
      states[gate].contributions.append(gateSums)
      states[gate].pendingReaders -= 1
      states[index].sums = sink.sums
      states[index].slopeSums = sink.spec.slopeSums
      states[index].isFinished = sink.finishes
    } else {
      states[index].contributions = [data]
      states[index].isFinished = sink.finishes
      states[index].sums = sink.sums
    }
  }

  /// Records what a step contributed to the gradient by `value`, or that it contributes none.
  mutating func close(_ sink: OpenSink?, of value: Value) {
    if let sink { close(sink) } else { abandon(value) }
  }

  /// A reader that contributes no gradient, because none is wanted.
  mutating func abandon(_ value: Value) {
    states[value.node].pendingReaders -= 1
  }

  /// Whether what a kernel reads is what its sink differentiates, so that both come of one load.
  func sharesView(_ source: Value, _ sink: OpenSink?) -> Bool {
    guard let view = sink?.spec.view else { return false }
    return view == forward.view(source)
  }

  /// The gradient by a gated value: times the gate it is the gradient by the node's result; times
  /// that result, summed over each image's pixels, the gradient by the gate.
  private mutating func openGatedSink(_ value: Value, parts: Int) -> OpenSink {
    let shape = node(value.node).shape
    var spec = SinkSpec(assembly.matrix(shape), pixels: shape.pixels)
    spec.view = forward.view(value)
    spec.gateSums = Matrix(
      place: assembly.buffer(floats: batch * shape.channels), stride: shape.channels)
    guard node(value.node).isSqueezed,
      case .normalization(let normalization) = node(value.node).affine
    else { return OpenSink(spec: spec, value: value, finishes: false, sums: nil) }
    let sums = PartialSums(
      place: assembly.doubles(2 * shape.channels * parts), parts: parts)
    spec.z = forward.states[value.node].data
    spec.mean = forward.normalizations[normalization].sinkMean
    spec.sums = sums.place
    spec.slopeSums = assembly.buffer(floats: batch * 2 * shape.channels)
    return OpenSink(spec: spec, value: value, finishes: true, sums: sums)
  }

  /// Hands a gradient on to `index` as it is.
  mutating func contribute(_ matrix: Matrix, to index: Int) {
    states[index].pendingReaders -= 1
    guard states[index].wantsGradient else { return }
    states[index].contributions.append(matrix)
    // The last two need no merging: the finishing step takes both.
    if states[index].contributions.count > 2 { mergeContributions(of: index, downTo: 2) }
  }

  /// Hands on a gradient that every pixel of an image receives alike, `[images, channels]`.
  mutating func contributePooled(_ matrix: Matrix, to index: Int, layer: Int) {
    states[index].pendingReaders -= 1
    guard states[index].wantsGradient else { return }
    if let before = states[index].pooled {
      let channels = node(index).shape.channels
      emit(
        ApplyGradient(
          rows: Partition(batch, parts: 1), channels: channels, dz: GradientSpec(matrix),
          addend: before, dx: before),
        layer: layer)
    } else {
      states[index].pooled = matrix
    }
  }

  /// Finishes the gradient of node `index` where no sink has: afterwards its one contribution is
  /// the gradient by u, before activation.
  mutating func finishGradient(of index: Int) -> Matrix {
    if states[index].isFinished { return states[index].contributions[0] }
    mergeContributions(of: index, downTo: 2)
    let node = node(index)
    let contributions = states[index].contributions
    let parts = assembly.elementwise(node.shape)
    var spec = SinkSpec(nil, pixels: node.shape.pixels)
    let sums = finish(&spec, index, parts: parts.parts)
    let isIdentity = spec.view?.activation == nil && spec.view?.gate == nil && spec.pooled == nil
    if isIdentity, contributions.count == 1, sums == nil { return contributions[0] }
    if !isIdentity || contributions.count != 1 {
      spec.data = target(for: index, addend: contributions.first, while: nil)
    }
    spec.addend = contributions.count == 2 ? contributions[1] : nil
    // Where only means over pixels contributed, every row of the dense part is one row of zeros.
    let zeros = Matrix(place: assembly.constant(0, count: node.shape.channels), stride: 0)
    emit(
      SendIntoSink(
        rows: parts, rowsPerUnit: 1, channels: node.shape.channels,
        dy: contributions.first ?? zeros, sink: spec),
      layer: node.lastLayer)
    let gradient = spec.data ?? contributions[0]
    states[index].contributions = [gradient]
    states[index].sums = sums
    states[index].isFinished = true
    return gradient
  }

  /// Fills in what carries a gradient through the node's activation and mask, and the sums wanted.
  private mutating func finish(
    _ spec: inout SinkSpec, _ index: Int, parts: Int
  ) -> PartialSums? {
    let node = node(index)
    spec.view = derivativeView(index)
    spec.pooled = states[index].pooled
    let sums = PartialSums(
      place: assembly.doubles(2 * node.shape.channels * parts), parts: parts)
    switch node.affine {
    case .none, .constant: return nil
    case .bias(let layer):
      guard isTrainable(layer) else { return nil }
    case .channelScale:
      spec.z = forward.states[index].data
      spec.mean = assembly.constant(0, count: node.shape.channels)
    case .normalization(let normalization):
      spec.z = forward.states[index].data
      spec.mean = forward.normalizations[normalization].sinkMean
    }
    spec.sums = sums.place
    return sums
  }

  /// The view whose derivative a finishing sink applies; `nil` for the identity.
  private func derivativeView(_ index: Int) -> ViewSpec? {
    let node = node(index)
    if node.activation != nil {
      // ReLU's derivative can be read off the result, which is one load instead of two or three.
      let isReLU = node.activation == .relu || node.activation == .relu6
      if isReLU, let stored = forward.states[index].stored, node.survival == nil,
        node.dropout == nil
      {
        var view = ViewSpec(stored, pixels: node.shape.pixels)
        view.activation = node.activation
        return view
      }
      return forward.rawView(index)
    }
    guard node.survival != nil || node.dropout != nil else { return nil }
    var view = ViewSpec(forward.states[index].data, pixels: node.shape.pixels)
    view.factor = forward.states[index].survivalMask
    if let mask = forward.states[index].dropoutMask {
      view.gate = mask
      view.pixels = 1
    }
    return view
  }

  // MARK: - Where sums go

  /// The buffer for a growing gradient: what came before is overwritten if nobody else needs it.
  private mutating func target(
    for index: Int, addend: Matrix?, while gradient: Matrix?
  ) -> Matrix {
    if let addend, !isHeldElsewhere(addend, than: index, channels: node(index).shape.channels),
      gradient.map({ $0.place.buffer != addend.place.buffer }) ?? true,
      assembly.buffers[addend.place.buffer].kind == .transient
    {
      return addend
    }
    return assembly.matrix(node(index).shape)
  }

  /// Whether another node still waits to use these rows.
  private func isHeldElsewhere(_ matrix: Matrix, than index: Int, channels: Int) -> Bool {
    for other in states.indices where other != index {
      for held in states[other].contributions where held.place.buffer == matrix.place.buffer {
        let distance = held.place.offset - matrix.place.offset
        let width = distance < 0 ? node(other).shape.channels : channels
        if abs(distance) < width || held.stride != matrix.stride { return true }
      }
    }
    return false
  }

  /// Adds contributions up until `count` are left.
  private mutating func mergeContributions(of index: Int, downTo count: Int) {
    while states[index].contributions.count > count {
      let shape = node(index).shape
      let first = states[index].contributions[0]
      let second = states[index].contributions[1]
      let sum = target(for: index, addend: first, while: nil)
      let parts = assembly.elementwise(shape)
      emit(
        ApplyGradient(
          rows: parts, channels: shape.channels, dz: GradientSpec(second), addend: first, dx: sum),
        layer: node(index).lastLayer)
      states[index].contributions.replaceSubrange(0..<2, with: [sum])
    }
  }
}

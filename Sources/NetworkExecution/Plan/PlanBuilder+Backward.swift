import CKernels
import Networks

extension PlanBuilder {
  /// Emits the backward half, given the gradient of the loss by the network's result.
  mutating func buildBackward(from gradient: Matrix) {
    contribute(gradient, to: graph.output.node)
    for index in graph.nodes.indices.reversed() where states[index].wantsGradient {
      backward(index)
    }
  }

  private mutating func backward(_ index: Int) {
    let node = node(index)
    let gradient = finishGradient(of: index)
    if let residual = node.residual {
      // First the shortcut: its gradient is this one as it stands, and the branch's can be added.
      contribute(gradient, to: residual)
    }
    let dz = differentiateAffine(index, gradient)
    backward(node.producer, index, dz)
    states[index].contributions = []
  }

  // MARK: - The linear map

  /// The gradient by the node's data as its producer loads it, and the gradients of the map's own
  /// parameters.
  private mutating func differentiateAffine(_ index: Int, _ gradient: Matrix) -> GradientSpec {
    let node = node(index)
    var dz = GradientSpec(gradient)
    dz.factor = states[index].survivalMask
    dz.pixels = node.shape.pixels
    switch node.affine {
    case .none: break
    case .constant(let factor): dz.c1 = constant(Float(factor), count: node.shape.channels)
    case .bias(let layer):
      storeSums(index, row: 0, to: gradientTarget(.bias, of: layer), layer)
    case .channelScale(let layer):
      dz.c1 = parameter(.scale, of: layer)
      storeSums(index, row: 1, to: gradientTarget(.scale, of: layer), layer)
    case .normalization(let normalization):
      let places = normalizations[normalization]
      let layer = graph.normalizations[normalization].parameters
      guard let sums = states[index].sums else { preconditionFailure("sums were accumulated") }
      let scale = gradientTarget(.scale, of: layer)
      let offset = gradientTarget(.offset, of: layer)
      emit(
        .normalizationBackward(
          NormalizationBackwardStep(
            normalization: places, rows: rows(node.shape), parts: sums.parts, sums: sums.place,
            scaleGradient: scale?.place, offsetGradient: offset?.place,
            pooled: pooledSums(of: index))),
        units: 1, layer: layer)
      addShared(scale, count: node.shape.channels, layer)
      addShared(offset, count: node.shape.channels, layer)
      (dz.c1, dz.c2, dz.c3) = (places.c1, places.c2, places.c3)
      dz.z = states[index].data
      if states[index].slopeSums != nil, let activation = node.activation {
        dz.slope = (places.scale, places.shift, activation)
        dz.pooled = states[index].pooled
      }
    }
    return dz
  }

  private func pooledSums(of index: Int) -> PooledSums? {
    guard let slopes = states[index].slopeSums, let pooled = states[index].pooled else {
      return nil
    }
    return PooledSums(images: batch, gradient: pooled, slopes: slopes)
  }

  private mutating func storeSums(
    _ index: Int, row: Int, to target: GradientTarget?, _ layer: Int
  ) {
    guard let target, let sums = states[index].sums else { return }
    let channels = node(index).shape.channels
    emit(
      .sumDoubles(
        SumDoublesStep(
          count: channels, parts: sums.parts, stride: 2 * channels,
          x: sums.place.advanced(by: 2 * row * channels), y: target.place)),
      units: 1, layer: layer)
    addShared(target, count: channels, layer)
  }

  // MARK: - Gradients of parameters

  /// Where a parameter's gradient is written; the second user of shared weights writes beside and
  /// adds.
  struct GradientTarget {
    let place: Place
    fileprivate let sum: Place?
  }

  private mutating func gradientTarget(
    _ role: Parameter.Role, of layer: Int
  ) -> GradientTarget? {
    guard isTrainable(layer), let tensor = layout.tensor(role, of: layer),
      let place = gradient(role, of: layer)
    else { return nil }
    if writtenGradients.insert(tensor.offset).inserted {
      return GradientTarget(place: place, sum: nil)
    }
    return GradientTarget(place: buffer(floats: tensor.count), sum: place)
  }

  private mutating func addShared(_ target: GradientTarget?, count: Int, _ layer: Int) {
    guard let target, let sum = target.sum else { return }
    emit(.addInto(AddStep(count: count, x: target.place, y: sum)), units: 1, layer: layer)
  }

  /// Adds the partial gradients of a step's parts, in their order.
  private mutating func sumParts(
    _ partial: Place, parts: Int, count: Int, to target: GradientTarget, _ layer: Int
  ) {
    let sum = SumPartsStep(
      elements: partition(count, cost: 4 * count * (parts + 1)), parts: parts, stride: count,
      x: partial, y: target.place)
    emitLater(sum, layer: layer)
    guard target.sum != nil else { return }
    // The first user's gradient, too, must be there before the second is added.
    emitWaitingSums(beside: false)
    addShared(target, count: count, layer)
  }

  // MARK: - Producers

  private mutating func backward(_ producer: Producer, _ index: Int, _ dz: GradientSpec) {
    let layer = node(index).lastLayer
    switch producer {
    case .input: break
    case .convolution(let convolution, let source):
      if convolution.isPointwise {
        backwardPointwise(convolution, source, dz)
      } else if convolution.isDepthwise {
        backwardDepthwise(convolution, source, dz)
      } else {
        backwardConvolution(convolution, source, dz)
      }
    case .pooling(let pooling, let source):
      let dy = inMemory(dz, index)
      backwardPooling(pooling, source, index, dy)
    case .globalAverage(let source):
      var dz = GradientSpec(inMemory(dz, index))
      let (channels, pixels) = (node(index).shape.channels, node(source.node).shape.pixels)
      dz.c1 = constant(1 / Float(pixels), count: channels)
      let pooled = matrix(node(index).shape)
      copyGradient(dz, rows: batch, channels: channels, to: pooled, layer)
      contributePooled(pooled, to: source.node, layer: layer)
    case .layerNormalization(let layer, let parameters, _, let source):
      backwardLayerNormalization(index, layer, parameters, source, inMemory(dz, index))
    case .gating(let source):
      let dy = inMemory(dz, index)
      let images = partition(batch, cost: 12 * batch * node(index).shape.elements)
      let sink = openSink(source, parts: images.parts, while: dy)
      emit(
        .applySink(
          ApplySinkStep(
            rows: images, rowsPerUnit: node(index).shape.pixels,
            channels: node(index).shape.channels, dy: dy, sink: sink.spec)),
        units: images.parts, layer: layer)
      close(sink)
    case .multiplication(let first, let second):
      backwardMultiplication(first, second, index, inMemory(dz, index))
    case .concatenation(let sources):
      let dy = inMemory(dz, index)
      var channel = 0
      for source in sources {
        contribute(dy.slice(from: channel), to: source.node)
        channel += node(source.node).shape.channels
      }
    case .slice(let source, let start):
      backwardSlice(source, start: start, index, dz)
    case .alias(let source):
      backwardAlias(source, index, dz)
    case .shuffle(let source, let groups):
      let shape = node(index).shape
      let dx = matrix(shape)
      shuffle(
        shape, groups: shape.channels / groups, x: inMemory(dz, index), y: dx, layer: layer)
      contribute(dx, to: source.node)
    case .pad(let source, let top, let left):
      let shape = node(source.node).shape
      let dx = matrix(shape)
      pad(
        from: node(index).shape, to: shape, top: -top, left: -left, x: inMemory(dz, index), y: dx,
        layer: layer)
      contribute(dx, to: source.node)
    }
  }

  private mutating func backwardPointwise(
    _ layer: ConvolutionLayer, _ source: Value, _ dz: GradientSpec
  ) {
    let weights = gradientTarget(.weight, of: layer.parameters)
    let wantsSink = wantsGradient(source)
    let count = layer.weights
    let floats = 2 * batch * (layer.input.elements + layer.output.elements)
    let cost = 2 * layer.multiplyAdds(batch) + 4 * floats
    // Sums over the pixels of an image must not be torn between parts.
    let total = source.gate == nil ? rows(layer.output) : batch
    let parts =
      weights == nil
      ? partition(total, cost: cost)
      : partition(total, cost: cost, weights: count, dataFloats: floats)
    let sink = wantsSink ? openSink(source, parts: parts.parts, while: dz.data) : nil
    let partial = weights.map { _ in buffer(floats: parts.parts * count) }
    emit(
      .pointwiseBackward(
        PointwiseBackwardStep(
          rows: parts, rowsPerUnit: source.gate == nil ? 1 : layer.output.pixels,
          input: layer.input.channels, output: layer.output.channels, dz: dz,
          packed: wantsSink ? pack(layer, .transposed) : nil, sink: sink?.spec,
          x: weights == nil ? nil : view(source), sharesView: sharesView(source, sink),
          dw: partial)),
      units: parts.parts, layer: layer.layer)
    if let sink { close(sink) } else { abandon(source) }
    if let weights, let partial {
      sumParts(partial, parts: parts.parts, count: count, to: weights, layer.layer)
    }
  }

  /// Whether what a kernel reads is what its sink differentiates, so that both come of one load.
  private func sharesView(_ source: Value, _ sink: OpenSink?) -> Bool {
    guard let view = sink?.spec.view else { return false }
    return view == self.view(source)
  }

  /// A reader that contributes no gradient, because none is wanted.
  private mutating func abandon(_ value: Value) {
    states[value.node].pendingReaders -= 1
  }

  private mutating func backwardDepthwise(
    _ layer: ConvolutionLayer, _ source: Value, _ dz: GradientSpec
  ) {
    let weights = gradientTarget(.weight, of: layer.parameters)
    let floats = 2 * batch * (layer.input.elements + layer.output.elements)
    let cost = 2 * layer.multiplyAdds(batch) + 4 * floats
    let lines = batch * layer.input.height
    let parts = partition(lines, cost: cost, weights: layer.weights, dataFloats: floats)
    let sink = wantsGradient(source) ? openSink(source, parts: parts.parts, while: dz.data) : nil
    let partial = weights.map { _ in buffer(floats: parts.parts * layer.weights) }
    emit(
      .depthwiseBackward(
        DepthwiseBackwardStep(
          convolution: layer, lines: parts, dz: dz,
          weights: required(.weight, of: layer.parameters), sink: sink?.spec,
          x: weights == nil ? nil : view(source), sharesView: sharesView(source, sink),
          dw: partial)),
      units: parts.parts, layer: layer.layer)
    if let sink { close(sink) } else { abandon(source) }
    if let weights, let partial {
      sumParts(partial, parts: parts.parts, count: layer.weights, to: weights, layer.layer)
    }
  }

  private mutating func backwardConvolution(
    _ layer: ConvolutionLayer, _ source: Value, _ dz: GradientSpec
  ) {
    let cost =
      layer.multiplyAdds(batch) + 4 * batch * (layer.input.elements + layer.output.elements)
    if let weights = gradientTarget(.weight, of: layer.parameters) {
      backwardWeights(layer, source, dz, weights, cost: cost)
    }
    guard wantsGradient(source) else {
      abandon(source)
      return
    }
    let lines = partition(batch * layer.input.height, cost: cost)
    let sink = openSink(source, parts: lines.parts, while: dz.data)
    emit(
      .convolutionBackwardData(
        ConvolutionBackwardDataStep(
          convolution: layer, lines: lines, dz: dz, packed: pack(layer, .transposed),
          sink: sink.spec)),
      units: lines.parts, layer: layer.layer)
    close(sink)
  }

  /// Many weights and few pixels: cut the output channels, whose parts need no partial sums; many
  /// pixels and few weights: cut the lines.
  private mutating func backwardWeights(
    _ layer: ConvolutionLayer, _ source: Value, _ dz: GradientSpec, _ target: GradientTarget,
    cost: Int
  ) {
    let floats = batch * (layer.input.elements + layer.output.elements)
    let wanted = partition(batch * layer.output.height, cost: cost).parts
    let isGrouped = layer.convolution.groups > 1
    let columns = Partition(
      (layer.output.channels + Int(CK_COLUMNS) - 1) / Int(CK_COLUMNS),
      parts: isGrouped || 8 * layer.weights < floats ? 1 : min(8, wanted))
    let affordable = max(columns.parts > 1 ? 1 : 2, floats / max(1, 2 * layer.weights))
    let lines = Partition(
      batch * layer.output.height,
      parts: min(min(affordable, wanted), max(1, 8 / columns.parts)))
    let partial = buffer(floats: lines.parts * layer.weights)
    emit(
      .convolutionBackwardWeights(
        ConvolutionBackwardWeightsStep(
          convolution: layer, lines: lines, columns: columns, dz: dz, x: view(source),
          dw: partial)),
      units: lines.parts * columns.parts, layer: layer.layer)
    sumParts(partial, parts: lines.parts, count: layer.weights, to: target, layer.layer)
  }

  private mutating func backwardPooling(
    _ pooling: Pooling, _ source: Value, _ index: Int, _ dy: Matrix
  ) {
    let (input, output) = (node(source.node).shape, node(index).shape)
    let lines = partition(
      batch * input.height,
      cost: batch * (8 * input.elements + output.elements * pooling.kernelSize.area))
    let sink = openSink(source, parts: lines.parts, while: dy)
    emit(
      .poolingBackward(
        PoolingBackwardStep(
          pooling: pooling, input: input, output: output, lines: lines, dy: dy,
          winner: states[index].winner, sink: sink.spec)),
      units: lines.parts, layer: node(index).lastLayer)
    close(sink)
  }

  private mutating func backwardLayerNormalization(
    _ index: Int, _ layer: Int, _ parameters: Int, _ source: Value, _ dy: Matrix
  ) {
    guard let statistics = states[index].rowStatistics else { return }
    let shape = node(index).shape
    let parts = elementwise(shape)
    let sums = doubles(2 * shape.channels * parts.parts)
    var sink: OpenSink?
    var spec = SinkSpec(nil, pixels: shape.pixels)
    if wantsGradient(source) {
      let open = openSink(source, parts: parts.parts, while: dy)
      (sink, spec) = (open, open.spec)
    }
    emit(
      .layerNormalizationBackward(
        LayerNormalizationBackwardStep(
          rows: parts, channels: shape.channels, dy: dy, x: view(source), mean: statistics.mean,
          deviation: statistics.deviation, scale: required(.scale, of: parameters), sink: spec,
          sums: sums)),
      units: parts.parts, layer: layer)
    if let sink { close(sink) } else { abandon(source) }
    for (row, role) in [Parameter.Role.scale, .offset].enumerated() {
      guard let target = gradientTarget(role, of: parameters) else { continue }
      emit(
        .sumDoubles(
          SumDoublesStep(
            count: shape.channels, parts: parts.parts, stride: 2 * shape.channels,
            x: sums.advanced(by: 2 * row * shape.channels), y: target.place)),
        units: 1, layer: layer)
      addShared(target, count: shape.channels, layer)
    }
  }

  private mutating func backwardMultiplication(
    _ first: Value, _ second: Value, _ index: Int, _ dy: Matrix
  ) {
    let shape = node(index).shape
    let parts = elementwise(shape)
    for (value, other) in [(first, second), (second, first)] {
      guard wantsGradient(value) else {
        abandon(value)
        continue
      }
      let dx = matrix(shape)
      emit(
        .multiply(
          MultiplyStep(
            rows: parts, channels: shape.channels, a: dy, b: inMemory(other), y: dx)),
        units: parts.parts, layer: node(index).lastLayer)
      contribute(dx, to: value.node)
    }
  }

  private mutating func backwardSlice(
    _ source: Value, start: Int, _ index: Int, _ dz: GradientSpec
  ) {
    let (whole, part) = (node(source.node).shape, node(index).shape)
    let dx = matrix(whole)
    let elements = partition(batch * whole.elements, cost: 4 * batch * whole.elements)
    emit(
      .clear(ClearStep(elements: elements, place: dx.place)), units: elements.parts,
      layer: node(index).lastLayer)
    copyGradient(
      dz, rows: rows(part), channels: part.channels, to: dx.slice(from: start),
      node(index).lastLayer)
    contribute(dx, to: source.node)
  }

  /// An alias hands its gradient on as it is, unless it applies a map or a factor of its own.
  private mutating func backwardAlias(_ source: Value, _ index: Int, _ dz: GradientSpec) {
    let (shape, old) = (node(index).shape, node(source.node).shape)
    guard wantsGradient(source) else {
      abandon(source)
      return
    }
    var matrix = dz.data
    if !dz.isPlain || (old != shape && matrix.stride != shape.channels) {
      matrix = self.matrix(shape)
      copyGradient(
        dz, rows: rows(shape), channels: shape.channels, to: matrix, node(index).lastLayer)
    }
    if old != shape { matrix.stride = old.channels }
    contribute(matrix, to: source.node)
  }

  // MARK: - Elementwise

  /// A gradient by a node's data as rows in memory.
  private mutating func inMemory(_ dz: GradientSpec, _ index: Int) -> Matrix {
    guard !dz.isPlain else { return dz.data }
    let shape = node(index).shape
    let matrix = matrix(shape)
    copyGradient(
      dz, rows: rows(shape), channels: shape.channels, to: matrix, node(index).lastLayer)
    return matrix
  }

  private mutating func copyGradient(
    _ dz: GradientSpec, rows: Int, channels: Int, to dx: Matrix, _ layer: Int
  ) {
    let parts = partition(rows, cost: 12 * rows * channels)
    emit(
      .applyGradient(
        ApplyGradientStep(rows: parts, channels: channels, dz: dz, addend: nil, dx: dx)),
      units: parts.parts, layer: layer)
  }
}

extension GradientSpec {
  /// Whether it is the matrix itself.
  var isPlain: Bool { c1 == nil && z == nil && factor == nil }
}

import CKernels
import Networks

extension PlanBuilder {
  /// Emits the forward half. The packing of weights is the first step; what it packs is known at
  /// the end.
  mutating func buildForward() {
    for index in graph.normalizations.indices { addNormalization(index) }
    decideGradients()
    emitMasks()
    for index in graph.nodes.indices { forward(index) }
  }

  /// A node's gradient is wanted if a trained parameter, or another such node, lies before it.
  private mutating func decideGradients() {
    for (index, node) in graph.nodes.enumerated() {
      var state = NodeState(data: Matrix(place: Place(buffer: 0), stride: 0))
      state.pendingReaders = node.readers
      states.append(state)
      states[index].wantsGradient =
        isTraining && hasTrainedParameters(node)
        || node.producer.sources.contains {
          states[$0.node].wantsGradient || ($0.gate.map { states[$0].wantsGradient } ?? false)
        } || (node.residual.map { states[$0].wantsGradient } ?? false)
    }
  }

  private func hasTrainedParameters(_ node: Node) -> Bool {
    switch node.affine {
    case .none, .constant: break
    case .normalization(let index):
      if isTrainable(graph.normalizations[index].parameters) { return true }
    case .bias(let layer), .channelScale(let layer): if isTrainable(layer) { return true }
    }
    switch node.producer {
    case .convolution(let layer, _): return isTrainable(layer.parameters)
    case .layerNormalization(_, let parameters, _, _): return isTrainable(parameters)
    case .input, .pooling, .globalAverage, .multiplication, .gating, .concatenation, .slice,
      .shuffle, .pad, .alias:
      return false
    }
  }

  private mutating func addNormalization(_ index: Int) {
    let normalization = graph.normalizations[index]
    let channels = node(normalization.node).shape.channels
    let owner = normalization.parameters
    normalizations.append(
      NormalizationPlaces(
        channels: channels, epsilon: normalization.settings.epsilon,
        momentum: normalization.settings.momentum,
        scaleParameter: parameter(.scale, of: owner),
        offsetParameter: parameter(.offset, of: owner),
        runningMean: required(.runningMean, of: owner),
        runningVariance: required(.runningVariance, of: owner),
        mean: doubles(channels), variance: doubles(channels),
        sinkMean: buffer(floats: channels), scale: buffer(floats: channels),
        shift: buffer(floats: channels), c1: buffer(floats: channels),
        c2: buffer(floats: channels), c3: buffer(floats: channels)))
  }

  private mutating func emitMasks() {
    for (index, node) in graph.nodes.enumerated() {
      let channels = node.shape.channels
      if case .constant(let factor) = node.affine {
        _ = constant(Float(factor), count: channels)
      }
      if let survival = node.survival {
        let mask = Matrix(place: buffer(floats: batch * channels), stride: channels)
        states[index].survivalMask = mask
        emit(
          .survivalMask(
            MaskStep(
              layer: survival.layer, keep: survival.probability, images: batch,
              channels: channels, mask: mask)),
          units: 1, layer: survival.layer)
      }
      if let dropout = node.dropout {
        let mask = matrix(node.shape)
        states[index].dropoutMask = mask
        emit(
          .dropoutMask(
            MaskStep(
              layer: dropout.layer, keep: 1 - dropout.rate, images: batch,
              channels: node.shape.elements, mask: mask)),
          units: 1, layer: dropout.layer)
      }
    }
  }

  // MARK: - One node

  private mutating func forward(_ index: Int) {
    let node = node(index)
    let layer = node.lastLayer
    switch node.producer {
    case .input:
      let place = buffer(floats: batch * node.shape.elements, .persistent)
      states[index].data = Matrix(place: place, stride: node.shape.channels)
    case .convolution(let convolution, let source):
      forward(convolution, source, index)
    case .pooling(let pooling, let source):
      forward(pooling, source, index)
    case .globalAverage(let source):
      states[index].data = matrix(node.shape)
      let (x, store) = read(source, storing: true)
      let shape = self.node(source.node).shape
      let images = partition(batch, cost: 16 * rows(shape) * shape.channels)
      emit(
        .globalAverage(
          GlobalAverageStep(
            images: images, shape: shape, x: x, store: store, mean: states[index].data)),
        units: images.parts, layer: layer)
    case .layerNormalization(let layer, let parameters, let epsilon, let source):
      normalizeRows(index, layer: layer, parameters: parameters, epsilon: epsilon, source)
    case .gating(let source):
      states[index].data = matrix(node.shape)
      let (x, _) = read(source, storing: false)
      copy(x, rows: rows(node.shape), channels: node.shape.channels, to: states[index].data, layer)
    case .concatenation(let sources):
      concatenate(sources, index)
    case .multiplication(let first, let second):
      states[index].data = matrix(node.shape)
      let rows = elementwise(node.shape)
      emit(
        .multiply(
          MultiplyStep(
            rows: rows, channels: node.shape.channels, a: inMemory(first), b: inMemory(second),
            y: states[index].data)),
        units: rows.parts, layer: layer)
    case .slice(let source, let start):
      states[index].data = inMemory(source).slice(from: start)
    case .alias(let source):
      states[index].data = flattened(inMemory(source), of: source, to: node.shape)
    case .shuffle(let source, let groups):
      states[index].data = matrix(node.shape)
      shuffle(
        node.shape, groups: groups, x: inMemory(source), y: states[index].data, layer: layer)
    case .pad(let source, let top, let left):
      states[index].data = matrix(node.shape)
      pad(
        from: self.node(source.node).shape, to: node.shape, top: top, left: left,
        x: inMemory(source), y: states[index].data, layer: layer)
    }
    finishStatistics(index)
  }

  /// Statistics of a normalisation whose data no convolution has just written.
  private mutating func finishStatistics(_ index: Int) {
    guard case .normalization(let normalization) = node(index).affine else { return }
    let places = normalizations[normalization]
    let layer = graph.normalizations[normalization].layer
    guard isTraining else {
      emit(.runningStatistics(places), units: 1, layer: layer)
      return
    }
    if case .convolution = node(index).producer { return }
    let shape = node(index).shape
    let rows = elementwise(shape)
    let moments = doubles(rows.parts * 2 * shape.channels)
    emit(
      .moments(
        MomentsStep(
          rows: rows, channels: shape.channels, z: states[index].data, moments: moments)),
      units: rows.parts, layer: layer)
    emitStatistics(index, rows: rows, rowsPerUnit: 1, moments: moments)
  }

  private mutating func emitStatistics(
    _ index: Int, rows: Partition, rowsPerUnit: Int, moments: Place
  ) {
    guard case .normalization(let normalization) = node(index).affine else { return }
    emit(
      .statistics(
        StatisticsStep(
          normalization: normalizations[normalization], rows: rows, rowsPerUnit: rowsPerUnit,
          moments: moments)),
      units: 1, layer: graph.normalizations[normalization].layer)
  }

  private func wantsMoments(_ index: Int) -> Bool {
    guard case .normalization = node(index).affine else { return false }
    return isTraining
  }

  private mutating func forward(_ layer: ConvolutionLayer, _ source: Value, _ index: Int) {
    let data = matrix(layer.output)
    states[index].data = data
    let isPointwise = layer.isPointwise
    let (x, store) = read(source, storing: isPointwise)
    let lines = isPointwise ? rows(layer.output) : batch * layer.output.height
    let cost =
      layer.multiplyAdds(batch) + 4 * batch * (layer.input.elements + layer.output.elements)
    let parts = partition(lines, cost: cost)
    let moments = wantsMoments(index) ? doubles(parts.parts * 2 * layer.output.channels) : nil
    let weights = required(.weight, of: layer.parameters)
    if isPointwise {
      emit(
        .pointwiseForward(
          PointwiseForwardStep(
            rows: parts, input: layer.input.channels, output: layer.output.channels, x: x,
            store: store, packed: pack(layer, .forward), z: data, moments: moments)),
        units: parts.parts, layer: layer.layer)
    } else if layer.isDepthwise {
      emit(
        .depthwiseForward(
          WindowForwardStep(
            convolution: layer, lines: parts, x: x, weights: weights, z: data, moments: moments)),
        units: parts.parts, layer: layer.layer)
    } else {
      emit(
        .convolutionForward(
          WindowForwardStep(
            convolution: layer, lines: parts, x: x, weights: pack(layer, .forward), z: data,
            moments: moments)),
        units: parts.parts, layer: layer.layer)
    }
    if let moments {
      emitStatistics(
        index, rows: parts, rowsPerUnit: isPointwise ? 1 : layer.output.width, moments: moments)
    }
  }

  /// Memory for a layer's weights as the kernels want them, filled by the plan's first step.
  mutating func pack(_ layer: ConvolutionLayer, _ kind: PackStep.Layout) -> Place {
    for pack in packs
    where pack.convolution.parameters == layer.parameters && pack.layout == kind {
      return pack.packed
    }
    let floats: Int
    if layer.isPointwise {
      let (rows, columns) =
        kind == .forward
        ? (layer.input.channels, layer.output.channels)
        : (layer.output.channels, layer.input.channels)
      floats = ck_packed_size(rows, columns)
    } else {
      var convolution = layer.kernelConvolution
      floats =
        kind == .forward
        ? ck_convolution_packed_size(&convolution)
        : ck_convolution_packed_transposed_size(&convolution)
    }
    let place = buffer(floats: floats)
    packs.append(
      PackStep(
        convolution: layer, weights: required(.weight, of: layer.parameters), packed: place,
        layout: kind))
    return place
  }

  private mutating func forward(_ pooling: Pooling, _ source: Value, _ index: Int) {
    let (input, output) = (node(source.node).shape, node(index).shape)
    states[index].data = matrix(output)
    let (x, _) = read(source, storing: false)
    if isTraining, pooling.kind == .maximum {
      states[index].winner = buffer(floats: (batch * output.elements + 3) / 4)
    }
    let lines = partition(
      batch * output.height,
      cost: batch * (4 * input.elements + output.elements * pooling.kernelSize.area))
    emit(
      .pooling(
        PoolingStep(
          pooling: pooling, input: input, output: output, lines: lines, x: x,
          y: states[index].data, winner: states[index].winner)),
      units: lines.parts, layer: node(index).lastLayer)
  }

  private mutating func normalizeRows(
    _ index: Int, layer: Int, parameters: Int, epsilon: Double, _ source: Value
  ) {
    let shape = node(index).shape
    states[index].data = matrix(shape)
    let statistics = (buffer(floats: rows(shape)), buffer(floats: rows(shape)))
    states[index].rowStatistics = statistics
    let (x, _) = read(source, storing: false)
    let parts = elementwise(shape)
    emit(
      .layerNormalization(
        LayerNormalizationStep(
          rows: parts, channels: shape.channels, epsilon: epsilon, x: x,
          scale: required(.scale, of: parameters), offset: required(.offset, of: parameters),
          y: states[index].data, mean: statistics.0, deviation: statistics.1)),
      units: parts.parts, layer: layer)
  }

  /// Every source is written straight into its channels of the result.
  private mutating func concatenate(_ sources: [Value], _ index: Int) {
    let whole = matrix(node(index).shape)
    states[index].data = whole
    var channel = 0
    for source in sources {
      let shape = node(source.node).shape
      let (x, _) = read(source, storing: false)
      copy(
        x, rows: rows(shape), channels: shape.channels, to: whole.slice(from: channel),
        node(index).lastLayer)
      channel += shape.channels
    }
  }

  // MARK: - Reading

  /// A value as a kernel reads it. Where its result must stand in memory and does not yet, either
  /// the reader stores it while it reads (`storing`), or it is written out first.
  private mutating func read(_ value: Value, storing: Bool) -> (ViewSpec, store: Matrix?) {
    let index = value.node
    if let gate = value.gate { writeOut(gate) }
    if stored(index) == nil, let residual = node(index).residual { writeOut(residual) }
    guard node(index).mustStore, stored(index) == nil else { return (view(value), nil) }
    if storing, value.gate == nil {
      let raw = rawView(index)
      let store = matrix(node(index).shape)
      states[index].stored = store
      return (raw, store)
    }
    writeOut(index)
    return (view(value), nil)
  }

  /// Writes out a result that must stand in memory and does not yet.
  private mutating func writeOut(_ index: Int) {
    guard node(index).mustStore, stored(index) == nil else { return }
    if let residual = node(index).residual { writeOut(residual) }
    let shape = node(index).shape
    let (raw, target) = (rawView(index), matrix(shape))
    copy(raw, rows: rows(shape), channels: shape.channels, to: target, node(index).lastLayer)
    states[index].stored = target
  }

  /// A value's result in memory.
  mutating func inMemory(_ value: Value) -> Matrix {
    writeOut(value.node)
    guard value.gate == nil, let matrix = stored(value.node) else {
      preconditionFailure("the graph marks such values as stored")
    }
    return matrix
  }

  /// The network's result, `[batch, classes]`, in a buffer that outlives the run.
  mutating func emitLogits() -> Matrix {
    let shape = node(graph.output.node).shape
    let logits = Matrix(
      place: buffer(floats: batch * shape.elements, .persistent), stride: shape.channels)
    let (x, _) = read(graph.output, storing: false)
    copy(x, rows: rows(shape), channels: shape.channels, to: logits, network.output)
    return logits
  }

  // MARK: - Elementwise steps

  func elementwise(_ shape: TensorShape) -> Partition {
    partition(rows(shape), cost: 8 * batch * shape.elements)
  }

  mutating func copy(
    _ x: ViewSpec, rows: Int, channels: Int, to y: Matrix, _ layer: Int
  ) {
    let parts = partition(rows, cost: 8 * rows * channels)
    emit(
      .applyView(ApplyViewStep(rows: parts, channels: channels, x: x, y: y)),
      units: parts.parts, layer: layer)
  }

  mutating func shuffle(
    _ shape: TensorShape, groups: Int, x: Matrix, y: Matrix, layer: Int
  ) {
    let parts = elementwise(shape)
    emit(
      .shuffle(ShuffleStep(rows: parts, channels: shape.channels, groups: groups, x: x, y: y)),
      units: parts.parts, layer: layer)
  }

  mutating func pad(
    from input: TensorShape, to output: TensorShape, top: Int, left: Int, x: Matrix, y: Matrix,
    layer: Int
  ) {
    let lines = partition(batch * output.height, cost: 8 * batch * output.elements)
    emit(
      .pad(
        PadStep(
          lines: lines, input: input, output: output, top: top, left: left, x: x, y: y)),
      units: lines.parts, layer: layer)
  }

  /// The same memory under another shape: pixels become channels where a flattening asks for it.
  private mutating func flattened(
    _ matrix: Matrix, of source: Value, to shape: TensorShape
  ) -> Matrix {
    let old = node(source.node).shape
    guard old != shape else { return matrix }
    var dense = matrix
    if matrix.stride != old.channels {
      dense = self.matrix(old)
      copy(
        ViewSpec(matrix, pixels: old.pixels), rows: rows(old), channels: old.channels, to: dense,
        node(source.node).lastLayer)
    }
    return Matrix(place: dense.place, stride: shape.channels)
  }
}

extension ConvolutionLayer {
  func multiplyAdds(_ batch: Int) -> Int {
    batch * output.elements * convolution.kernelSize.area * (input.channels / convolution.groups)
  }

  var weights: Int {
    convolution.kernelSize.area * (input.channels / convolution.groups) * output.channels
  }

  var kernelConvolution: ck_convolution {
    ck_convolution(
      window: ck_window(
        input: input, output: output, kernel: convolution.kernelSize, stride: convolution.stride,
        dilation: convolution.dilation, edges: edges),
      in_channels: input.channels, out_channels: output.channels, groups: convolution.groups)
  }
}

extension ck_window {
  init(
    input: TensorShape, output: TensorShape, kernel: Extent, stride: Extent,
    dilation: Extent = 1, edges: PaddingEdges
  ) {
    self.init(
      in_height: input.height, in_width: input.width, out_height: output.height,
      out_width: output.width, kernel_height: kernel.height, kernel_width: kernel.width,
      stride_height: stride.height, stride_width: stride.width,
      dilation_height: dilation.height, dilation_width: dilation.width, pad_top: edges.top,
      pad_left: edges.left, pad_bottom: edges.bottom, pad_right: edges.right)
  }
}

extension Pooling {
  func kernelWindow(input: TensorShape, output: TensorShape) -> ck_window {
    ck_window(
      input: input, output: output, kernel: kernelSize, stride: stride,
      edges: padding.edges(input: input, kernel: kernelSize, stride: stride))
  }
}

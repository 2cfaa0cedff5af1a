import Networks

/// The forward half of an inference plan.
///
/// A convolution finishes its results on their way to memory: normalisation, shortcut and activation
/// are done once, and whoever reads the node takes it as it stands there.
struct InferenceForward: ForwardBuilder {
  let graph: PlanGraph
  var assembly: PlanAssembly
  var states: [ForwardState]
  private let weights: InferenceLayout
  /// Nodes whose mean over an image's pixels is wanted.
  private let averaged: Set<Int>
  /// Nodes of 1×1 convolutions that are computed by the depthwise convolution that alone reads them.
  private let expanded: Set<Int>
  /// Of those, the ones whose reader is yet to come.
  private var expansions: [Int: Expansion] = [:]

  /// A 1×1 convolution that is yet to be computed.
  private struct Expansion {
    let layer: ConvolutionLayer
    let x: ViewSpec
    let packed: Place
    let finish: FinishSpec
  }

  /// Emits everything up to the network's logits.
  init(_ graph: PlanGraph, weights: InferenceLayout, batch: Int) {
    self.graph = graph
    self.weights = weights
    averaged = Set(
      graph.nodes.compactMap { ($0.producer as? GlobalAverageOperator)?.source.node })
    expanded = Self.expanded(graph, batch: batch)
    assembly = PlanAssembly(batch: batch, externalFloats: weights.floats)
    states = graph.nodes.map { _ in ForwardState() }
    emitNodes()
  }

  /// The wide maps that are worth not writing: too large for the caches, of lines long enough for
  /// products.
  private static func expanded(_ graph: PlanGraph, batch: Int) -> Set<Int> {
    let sources = graph.nodes.compactMap { ($0.producer as? DepthwiseOperator)?.source }
    return Set(
      sources.filter { value in
        let source = graph.nodes[value.node]
        return value.gate == nil && source.producer is PointwiseOperator && source.readers == 1
          && source.residual == nil && source.shape.width >= 24
          && batch * source.shape.elements >= 1 << 17
      }.map(\.node))
  }

  func parameter(_ role: Parameter.Role, of layer: Int) -> Place? {
    weights.offset(of: role, of: layer).map(place)
  }

  func map(ofNormalization index: Int) -> (scale: Place, shift: Place) {
    let fold = weights.folds[index]
    return (place(fold.scaleOffset), place(fold.shiftOffset))
  }

  private func place(_ offset: Int) -> Place {
    Place(buffer: ExternalBlock.parameters.rawValue, offset: offset)
  }

  // Statistics are bound with the weights, and nobody asks for a backward half.
  func finishStatistics(_ index: Int) {}
  func winners(count: Int) -> Place? { nil }

  mutating func convolve(_ index: Int, _ source: Value, with layer: ConvolutionLayer) {
    let bound = weights.convolution(ofNode: index)
    let finish = FinishSpec(
      shift: bound.shift.map(place),
      residual: node(index).residual.map { dense(Value(node: $0)) },
      activation: node(index).activation)
    if expanded.contains(index) {
      expansions[index] = Expansion(
        layer: layer, x: read(source, storing: false).0, packed: place(bound.weights),
        finish: finish)
      return
    }
    if layer.isDepthwise {
      slide(index, source, layer, weights: place(bound.weights), finish)
    } else if layer.suitsWinograd {
      let x = dense(source)
      emit(
        FinishedWinograd(
          layer: layer, images: batch, cut: InferenceCut(winograd: layer, batch: batch), x: x,
          packed: place(bound.weights), finish: finish, y: allocateData(of: index)),
        layer: layer.layer)
    } else {
      let (x, _) = read(source, storing: false)
      let rows = layer.isPointwise ? rows(layer.output) : batch * layer.output.height
      emit(
        FinishedProduct(
          layer: layer, images: batch, cut: InferenceCut(layer, batch: batch, rows: rows), x: x,
          packed: place(bound.weights), finish: finish, y: allocateData(of: index)),
        layer: layer.layer)
    }
    states[index].isFinished = true
  }

  private mutating func slide(
    _ index: Int, _ source: Value, _ layer: ConvolutionLayer, weights: Place, _ finish: FinishSpec
  ) {
    let expansion = expansions.removeValue(forKey: source.node)
    let x = expansion?.x.data ?? dense(source)
    let cut =
      expansion == nil
      ? InferenceCut(layer, batch: batch, linesOfImage: layer.output.height)
      : InferenceCut(expanded: layer)
    if averaged.contains(index) {
      let parts = cut.rows.parts
      states[index].pixelSums = PixelSums(
        place: assembly.buffer(floats: batch * parts * layer.output.channels), parts: parts)
    }
    let step = FinishedDepthwise(
      layer: layer, images: batch, cut: cut, x: x, weights: weights, finish: finish,
      y: allocateData(of: index), sums: states[index].pixelSums)
    guard let expansion else {
      emit(step, layer: layer.layer)
      return
    }
    emit(
      FinishedExpansion(
        expansion: expansion.layer, x: expansion.x, packed: expansion.packed,
        expansionFinish: expansion.finish, depthwise: step),
      layer: layer.layer)
  }

  /// A value in memory, written out where it does not stand there yet.
  private mutating func dense(_ value: Value) -> Matrix {
    let (x, _) = read(value, storing: false)
    let index = value.node
    if value.gate == nil, let matrix = stored(index) { return matrix }
    let target = assembly.matrix(node(index).shape)
    copy(
      x, rows: rows(node(index).shape), channels: node(index).shape.channels, to: target,
      node(index).lastLayer)
    if value.gate == nil { states[index].stored = target }
    return target
  }
}

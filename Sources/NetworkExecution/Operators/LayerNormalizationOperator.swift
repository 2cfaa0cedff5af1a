import Networks

/// A normalisation over the channels of each pixel.
struct LayerNormalizationOperator: NodeOperator {
  let layer: Int
  /// The layer that owns scale and offset.
  let owner: Int
  let epsilon: Double
  let source: Value

  init(layer: Int, parameters: Int, epsilon: Double, source: Value) {
    self.layer = layer
    owner = parameters
    self.epsilon = epsilon
    self.source = source
  }

  var sources: [Value] { [source] }
  var parameters: Int? { owner }

  func forward(_ index: Int, in plan: inout some ForwardBuilder) {
    let shape = plan.node(index).shape
    let y = plan.allocateData(of: index)
    let statistics = RowStatistics(
      mean: plan.assembly.buffer(floats: plan.rows(shape)),
      deviation: plan.assembly.buffer(floats: plan.rows(shape)))
    plan.states[index].rowStatistics = statistics
    let (x, _) = plan.read(source, storing: false)
    plan.emit(
      LayerNormalizationForward(
        rows: plan.assembly.elementwise(shape), channels: shape.channels, epsilon: epsilon, x: x,
        scale: plan.required(.scale, of: owner), offset: plan.required(.offset, of: owner), y: y,
        statistics: statistics),
      layer: layer)
  }

  func backward(_ index: Int, _ dz: GradientSpec, in plan: inout BackwardBuilder) {
    let dy = plan.inMemory(dz, index)
    guard let statistics = plan.forward.states[index].rowStatistics else { return }
    let shape = plan.node(index).shape
    let rows = plan.assembly.elementwise(shape)
    let sums = plan.assembly.doubles(2 * shape.channels * rows.parts)
    let sink =
      plan.wantsGradient(source) ? plan.openSink(source, parts: rows.parts, while: dy) : nil
    plan.emit(
      LayerNormalizationBackward(
        rows: rows, channels: shape.channels, dy: dy, x: plan.forward.view(source),
        statistics: statistics, scale: plan.forward.required(.scale, of: owner),
        sink: sink?.spec ?? SinkSpec(nil, pixels: shape.pixels), sums: sums),
      layer: layer)
    plan.close(sink, of: source)
    let partial = PartialSums(place: sums, parts: rows.parts)
    plan.storeSums(partial, row: 0, of: shape.channels, role: .scale, owner: owner, layer)
    plan.storeSums(partial, row: 1, of: shape.channels, role: .offset, owner: owner, layer)
  }
}

/// What a layer normalisation keeps for its backward step, `[rows]` each.
struct RowStatistics {
  let mean: Place
  /// Its inverse.
  let deviation: Place

  var places: [Place] { [mean, deviation] }
}

/// Rows, normalised.
struct LayerNormalizationForward: StepOperation {
  let rows: Partition
  let channels: Int
  let epsilon: Double
  let x: ViewSpec
  let scale: Place
  let offset: Place
  let y: Matrix
  let statistics: RowStatistics

  var units: Int { rows.parts }
  var places: [Place] { x.places + [scale, offset, y.place] + statistics.places }
  var scratchFloats: Int { Kernels.rowScratch(channels: channels) }
  var work: StepWork { StepWork(floats: 2 * rows.total * channels) }

  func run(_ unit: Int, in context: StepContext) {
    context.layerNormalizationForward(
      rows.range(unit), channels: channels, epsilon: Float(epsilon), x: x, scale: scale,
      offset: offset, y: y, mean: statistics.mean, deviation: statistics.deviation)
  }
}

/// The gradient by the rows, and the sums that are the gradients by scale and offset.
struct LayerNormalizationBackward: StepOperation {
  let rows: Partition
  let channels: Int
  let dy: Matrix
  let x: ViewSpec
  let statistics: RowStatistics
  let scale: Place
  let sink: SinkSpec
  /// Doubles, `[parts, 2, channels]`.
  let sums: Place

  var units: Int { rows.parts }

  var places: [Place] {
    x.places + sink.places + [dy.place, scale, sums] + statistics.places
  }

  var scratchFloats: Int { Kernels.rowScratch(channels: channels) }
  var work: StepWork { StepWork(floats: rows.total * channels * (sink.tensors + 2)) }

  func run(_ unit: Int, in context: StepContext) {
    context.layerNormalizationBackward(
      rows.range(unit), channels: channels, dy: dy, x: x, mean: statistics.mean,
      deviation: statistics.deviation, scale: scale, sink: sink, part: unit,
      sums: sums.advanced(byDoubles: unit * 2 * channels))
  }
}

import Networks

/// A pooling between two shapes.
struct PoolingWindow {
  let pooling: Pooling
  let input: TensorShape
  let output: TensorShape
}

/// The maximum or mean over windows.
struct PoolingOperator: NodeOperator {
  let window: PoolingWindow
  let source: Value

  var sources: [Value] { [source] }

  func forward(_ index: Int, in plan: inout some ForwardBuilder) {
    let (input, output) = (window.input, window.output)
    let y = plan.allocateData(of: index)
    let (x, _) = plan.read(source, storing: false)
    if window.pooling.kind == .maximum {
      plan.states[index].winner = plan.winners(count: plan.batch * output.elements)
    }
    let lines = plan.assembly.partition(
      plan.batch * output.height,
      cost: plan.batch
        * (4 * input.elements + output.elements * window.pooling.kernelSize.area))
    plan.emit(
      PoolingForward(
        window: window, lines: lines, x: x, y: y, winner: plan.states[index].winner),
      layer: plan.node(index).lastLayer)
  }

  func backward(_ index: Int, _ dz: GradientSpec, in plan: inout BackwardBuilder) {
    let dy = plan.inMemory(dz, index)
    let lines = plan.assembly.partition(
      plan.batch * window.input.height,
      cost: plan.batch
        * (8 * window.input.elements + window.output.elements * window.pooling.kernelSize.area))
    let sink = plan.openSink(source, parts: lines.parts, while: dy)
    plan.emit(
      PoolingBackward(
        window: window, lines: lines, dy: dy, winner: plan.forward.states[index].winner,
        sink: sink.spec),
      layer: plan.node(index).lastLayer)
    plan.close(sink)
  }
}

/// Output lines.
struct PoolingForward: StepOperation {
  let window: PoolingWindow
  /// Of the output.
  let lines: Partition
  let x: ViewSpec
  let y: Matrix
  /// Bytes, `[rows, channels]`, of a maximum pooling in training.
  let winner: Place?

  var units: Int { lines.parts }
  var places: [Place] { x.places + [y.place, winner].present }
  var scratchFloats: Int { window.kernelScratch }

  var work: StepWork {
    let images = lines.total / window.output.height
    return StepWork(
      floats: images * (x.tensors * window.input.elements + window.output.elements))
  }

  func run(_ unit: Int, in context: StepContext) {
    context.poolingForward(window, lines: lines.range(unit), x: x, y: y, winner: winner)
  }
}

/// The gradient by the input.
struct PoolingBackward: StepOperation {
  let window: PoolingWindow
  /// Of the input.
  let lines: Partition
  let dy: Matrix
  let winner: Place?
  let sink: SinkSpec

  var units: Int { lines.parts }
  var places: [Place] { sink.places + [dy.place, winner].present }
  var scratchFloats: Int { window.kernelScratch }

  var work: StepWork {
    let images = lines.total / window.input.height
    return StepWork(
      floats: images * (sink.tensors * window.input.elements + window.output.elements))
  }

  func run(_ unit: Int, in context: StepContext) {
    context.poolingBackward(
      window, lines: lines.range(unit), dy: dy, winner: winner, sink: sink, part: unit)
  }
}

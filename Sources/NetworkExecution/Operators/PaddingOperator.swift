import Networks

/// A value with lines and pixels of zeros around it, or so many cut away.
struct PaddingOperator: NodeOperator {
  let source: Value
  let top: Int
  let left: Int

  var sources: [Value] { [source] }
  var sourcesInMemory: [Value] { sources }

  func forward(_ index: Int, in plan: inout some ForwardBuilder) {
    let node = plan.node(index)
    let y = plan.allocateData(of: index)
    plan.emit(
      Pad(
        lines: lines(node.shape, in: plan.assembly), input: plan.node(source.node).shape,
        output: node.shape, top: top, left: left, x: plan.inMemory(source), y: y),
      layer: node.lastLayer)
  }

  func backward(_ index: Int, _ dz: GradientSpec, in plan: inout BackwardBuilder) {
    let (node, shape) = (plan.node(index), plan.node(source.node).shape)
    let dx = plan.assembly.matrix(shape)
    let dy = plan.inMemory(dz, index)
    plan.emit(
      Pad(
        lines: lines(shape, in: plan.assembly), input: node.shape, output: shape, top: -top,
        left: -left, x: dy, y: dx),
      layer: node.lastLayer)
    plan.contribute(dx, to: source.node)
  }

  private func lines(_ output: TensorShape, in assembly: PlanAssembly) -> Partition {
    assembly.partition(
      assembly.batch * output.height, cost: 8 * assembly.batch * output.elements)
  }
}

/// Lines of `y` from those of `x`, `top` lines further down and `left` pixels to the right; what
/// has no source is zero.
struct Pad: StepOperation {
  /// Of the output.
  let lines: Partition
  let input: TensorShape
  let output: TensorShape
  let top: Int
  let left: Int
  let x: Matrix
  let y: Matrix

  var units: Int { lines.parts }
  var places: [Place] { [x.place, y.place] }

  var work: StepWork {
    StepWork(floats: lines.total / output.height * (input.elements + output.elements))
  }

  func run(_ unit: Int, in context: StepContext) {
    let channels = output.channels
    let (source, target) = (context.memory.pointer(x.place), context.memory.pointer(y.place))
    for line in lines.range(unit) {
      let (image, row) = line.quotientAndRemainder(dividingBy: output.height)
      let from = row - top
      for column in 0..<output.width {
        let pixel = target + (line * output.width + column) * y.stride
        let other = column - left
        if (0..<input.height).contains(from), (0..<input.width).contains(other) {
          let place = (image * input.height + from) * input.width + other
          pixel.update(from: source + place * x.stride, count: channels)
        } else {
          pixel.update(repeating: 0, count: channels)
        }
      }
    }
  }
}

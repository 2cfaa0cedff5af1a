import Networks

/// The product of two values of one shape.
struct MultiplicationOperator: NodeOperator {
  let first: Value
  let second: Value

  var sources: [Value] { [first, second] }
  var sourcesInMemory: [Value] { sources }

  func forward(_ index: Int, in plan: inout some ForwardBuilder) {
    let node = plan.node(index)
    let y = plan.allocateData(of: index)
    plan.emit(
      Multiply(
        rows: plan.assembly.elementwise(node.shape), channels: node.shape.channels,
        a: plan.inMemory(first), b: plan.inMemory(second), y: y),
      layer: node.lastLayer)
  }

  func backward(_ index: Int, _ dz: GradientSpec, in plan: inout BackwardBuilder) {
    let dy = plan.inMemory(dz, index)
    let node = plan.node(index)
    let rows = plan.assembly.elementwise(node.shape)
    for (value, other) in [(first, second), (second, first)] {
      guard plan.wantsGradient(value) else {
        plan.abandon(value)
        continue
      }
      let dx = plan.assembly.matrix(node.shape)
      plan.emit(
        Multiply(
          rows: rows, channels: node.shape.channels, a: dy, b: plan.forward.resultInMemory(other),
          y: dx),
        layer: node.lastLayer)
      plan.contribute(dx, to: value.node)
    }
  }
}

/// y = a · b.
struct Multiply: StepOperation {
  let rows: Partition
  let channels: Int
  let a: Matrix
  let b: Matrix
  let y: Matrix

  var units: Int { rows.parts }
  var places: [Place] { [a.place, b.place, y.place] }
  var work: StepWork { StepWork(floats: 3 * rows.total * channels) }

  func run(_ unit: Int, in context: StepContext) {
    context.multiply(a, b, rows: rows.range(unit), channels: channels, to: y)
  }
}

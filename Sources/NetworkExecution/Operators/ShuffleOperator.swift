import Networks

/// A channel shuffle.
///
/// Its inverse is the shuffle with channels / groups groups.
struct ShuffleOperator: NodeOperator {
  let source: Value
  let groups: Int

  var sources: [Value] { [source] }
  var sourcesInMemory: [Value] { sources }

  func forward(_ index: Int, in plan: inout some ForwardBuilder) {
    let node = plan.node(index)
    let y = plan.allocateData(of: index)
    plan.emit(
      Shuffle(
        rows: plan.assembly.elementwise(node.shape), channels: node.shape.channels,
        groups: groups, x: plan.inMemory(source), y: y),
      layer: node.lastLayer)
  }

  func backward(_ index: Int, _ dz: GradientSpec, in plan: inout BackwardBuilder) {
    let node = plan.node(index)
    let dx = plan.assembly.matrix(node.shape)
    plan.emit(
      Shuffle(
        rows: plan.assembly.elementwise(node.shape), channels: node.shape.channels,
        groups: node.shape.channels / groups, x: plan.inMemory(dz, index), y: dx),
      layer: node.lastLayer)
    plan.contribute(dx, to: source.node)
  }
}

/// Channel g · (channels / groups) + i of x becomes channel i · groups + g of y.
struct Shuffle: StepOperation {
  let rows: Partition
  let channels: Int
  let groups: Int
  let x: Matrix
  let y: Matrix

  var units: Int { rows.parts }
  var places: [Place] { [x.place, y.place] }
  var work: StepWork { StepWork(floats: 2 * rows.total * channels) }

  func run(_ unit: Int, in context: StepContext) {
    context.shuffle(x, rows: rows.range(unit), channels: channels, groups: groups, to: y)
  }
}

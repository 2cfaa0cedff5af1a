import Networks

/// Some channels of a value, from `first` on: the same memory.
struct SliceOperator: NodeOperator {
  let source: Value
  let first: Int

  var sources: [Value] { [source] }
  var sourcesInMemory: [Value] { sources }

  func forward(_ index: Int, in plan: inout some ForwardBuilder) {
    plan.states[index].data = plan.inMemory(source).slice(from: first)
  }

  func backward(_ index: Int, _ dz: GradientSpec, in plan: inout BackwardBuilder) {
    let (node, whole) = (plan.node(index), plan.node(source.node).shape)
    let dx = plan.assembly.matrix(whole)
    let count = plan.batch * whole.elements
    plan.emit(
      Clear(elements: plan.assembly.partition(count, cost: 4 * count), place: dx.place),
      layer: node.lastLayer)
    plan.copyGradient(
      dz, rows: plan.rows(node.shape), channels: node.shape.channels, to: dx.slice(from: first),
      node.lastLayer)
    plan.contribute(dx, to: source.node)
  }
}

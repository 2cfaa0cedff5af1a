import Networks

/// The images of the batch, which the caller writes.
struct InputOperator: NodeOperator {
  let sources: [Value] = []

  func forward(_ index: Int, in plan: inout some ForwardBuilder) {
    let shape = plan.node(index).shape
    let place = plan.assembly.buffer(floats: plan.batch * shape.elements, .persistent)
    plan.states[index].data = Matrix(place: place, stride: shape.channels)
  }

  func backward(_ index: Int, _ dz: GradientSpec, in plan: inout BackwardBuilder) {}
}

import Networks

/// A value times its gate, written out because its readers cannot gate on the way in.
struct GatingOperator: NodeOperator {
  let source: Value

  var sources: [Value] { [source] }

  func forward(_ index: Int, in plan: inout some ForwardBuilder) {
    let node = plan.node(index)
    let y = plan.allocateData(of: index)
    let (x, _) = plan.read(source, storing: false)
    plan.copy(
      x, rows: plan.rows(node.shape), channels: node.shape.channels, to: y, node.lastLayer)
  }

  func backward(_ index: Int, _ dz: GradientSpec, in plan: inout BackwardBuilder) {
    let dy = plan.inMemory(dz, index)
    let node = plan.node(index)
    let images = plan.assembly.partition(
      plan.batch, cost: 12 * plan.batch * node.shape.elements)
    let sink = plan.openSink(source, parts: images.parts, while: dy)
    plan.emit(
      SendIntoSink(
        rows: images, rowsPerUnit: node.shape.pixels, channels: node.shape.channels, dy: dy,
        sink: sink.spec),
      layer: node.lastLayer)
    plan.close(sink)
  }
}

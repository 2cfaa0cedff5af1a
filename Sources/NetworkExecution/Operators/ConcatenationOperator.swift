import Networks

/// Values side by side along the channels.
struct ConcatenationOperator: NodeOperator {
  let sources: [Value]

  /// Every source is written straight into its channels of the result.
  func forward(_ index: Int, in plan: inout some ForwardBuilder) {
    let whole = plan.allocateData(of: index)
    var channel = 0
    for source in sources {
      let shape = plan.node(source.node).shape
      let (x, _) = plan.read(source, storing: false)
      plan.copy(
        x, rows: plan.rows(shape), channels: shape.channels, to: whole.slice(from: channel),
        plan.node(index).lastLayer)
      channel += shape.channels
    }
  }

  func backward(_ index: Int, _ dz: GradientSpec, in plan: inout BackwardBuilder) {
    let dy = plan.inMemory(dz, index)
    var channel = 0
    for source in sources {
      plan.contribute(dy.slice(from: channel), to: source.node)
      channel += plan.node(source.node).shape.channels
    }
  }
}

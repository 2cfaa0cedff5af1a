import Networks

/// The stored result of another node under further layers; no memory of its own.
///
/// Where the shapes differ, pixels become channels.
struct AliasOperator: NodeOperator {
  let source: Value

  var sources: [Value] { [source] }
  var sourcesInMemory: [Value] { sources }

  func forward(_ index: Int, in plan: inout some ForwardBuilder) {
    let (matrix, source) = (plan.inMemory(source), plan.node(source.node))
    let (old, shape) = (source.shape, plan.node(index).shape)
    guard old != shape else {
      plan.states[index].data = matrix
      return
    }
    var dense = matrix
    if matrix.stride != old.channels {
      dense = plan.assembly.matrix(old)
      plan.copy(
        ViewSpec(matrix, pixels: old.pixels), rows: plan.rows(old), channels: old.channels,
        to: dense, source.lastLayer)
    }
    plan.states[index].data = Matrix(place: dense.place, stride: shape.channels)
  }

  /// Hands the gradient on as it is, unless a map or a factor of the alias's own stands between.
  func backward(_ index: Int, _ dz: GradientSpec, in plan: inout BackwardBuilder) {
    let (node, old) = (plan.node(index), plan.node(source.node).shape)
    guard plan.wantsGradient(source) else {
      plan.abandon(source)
      return
    }
    var matrix = dz.data
    if !dz.isPlain || (old != node.shape && matrix.stride != node.shape.channels) {
      matrix = plan.assembly.matrix(node.shape)
      plan.copyGradient(
        dz, rows: plan.rows(node.shape), channels: node.shape.channels, to: matrix,
        node.lastLayer)
    }
    if old != node.shape { matrix.stride = old.channels }
    plan.contribute(matrix, to: source.node)
  }
}

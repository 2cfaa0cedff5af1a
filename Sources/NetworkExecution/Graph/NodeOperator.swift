/// An operator that writes a node's data: what it reads, and how a plan computes it in both
/// directions.
///
/// One file per operator holds the type and its steps.
protocol NodeOperator {
  /// The values read, in order.
  var sources: [Value] { get }
  /// Those that must stand in memory, because the operator computes with a tensor there, not through
  /// a view.
  var sourcesInMemory: [Value] { get }
  /// The layer whose trained parameters it computes with; `nil` where it has none.
  var parameters: Int? { get }

  /// Emits the steps that compute node `index`, and says where its data stands.
  func forward(_ index: Int, in plan: inout some ForwardBuilder)

  /// Emits the steps that hand the gradient `dz` by the data of node `index` on to the sources, and
  /// those of the parameters.
  func backward(_ index: Int, _ dz: GradientSpec, in plan: inout BackwardBuilder)
}

extension NodeOperator {
  var sourcesInMemory: [Value] { [] }
  var parameters: Int? { nil }
}

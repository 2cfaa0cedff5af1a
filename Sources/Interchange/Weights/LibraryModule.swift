import Networks

/// What a library calls the owner of a layer's parameters, and how it holds them where that differs
/// from ours.
struct LibraryModule {
  /// How the library holds what a layer computes.
  enum Form {
    /// As the layer does.
    case plain
    /// A fully-connected layer as a convolution: 1×1, or as large as the map that it flattens.
    case convolution
    /// A factor per channel as a parameter of the module itself, with so many extents of 1 behind.
    case factor(trailingExtents: Int)
  }

  /// `features.3`, or for a factor the whole name of the parameter: `stages.0.blocks.0.gamma`.
  let name: String
  var form = Form.plain

  /// The name of one of the layer's parameters in a `state_dict`.
  func tensor(_ role: Parameter.Role) -> String {
    if case .factor = form { return name }
    let suffix =
      switch role {
      case .weight, .scale: "weight"
      case .bias, .offset: "bias"
      case .runningMean: "running_mean"
      case .runningVariance: "running_var"
      }
    return "\(name).\(suffix)"
  }

  /// The axes of one of the layer's parameters here and there.
  ///
  /// - Parameters:
  ///   - parameter: The parameter.
  ///   - network: Its network.
  /// - Returns: The axes in both places.
  func layout(of parameter: Parameter, in network: Network) -> WeightLayout {
    let layout = network.layout(of: parameter)
    switch form {
    case .plain: return layout
    case .convolution:
      guard parameter.role == .weight, let outputs = parameter.shape.last else { return layout }
      let inputs = parameter.shape.dropLast().reduce(1, *)
      let kernel =
        network.flattenedMap(before: parameter.layer).map { [$0.channels, $0.height, $0.width] }
        ?? [inputs, 1, 1]
      return layout.with(theirs: [outputs] + kernel)
    case .factor(let count):
      return layout.with(theirs: layout.theirs + [Int](repeating: 1, count: count))
    }
  }
}

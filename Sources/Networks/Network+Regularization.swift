extension Network {
  /// The network with dropout and stochastic depth that drop nothing: what training without
  /// regularisation, and a comparison step by step, run.
  ///
  /// Layers keep their places, so that parameters are the same.
  public var unregularized: Network {
    let layers = layers.map { layer in
      Layer(
        operation: layer.operation.unregularized, input: layer.input, output: layer.output,
        name: layer.name, stage: layer.stage, weightSource: layer.weightSource,
        firstInput: Int(layer.firstInput), inputCount: Int(layer.inputCount))
    }
    return Network(
      name: name, layers: layers, stages: stages, outputs: outputs, edges: edges, labels: labels,
      auxiliary: auxiliary)
  }
}

extension Operation {
  fileprivate var unregularized: Operation {
    switch self {
    case .dropout: .dropout(rate: 0)
    case .stochasticDepth: .stochasticDepth(survivalProbability: 1)
    default: self
    }
  }
}

/// Takes one parameter of an operation.
@usableFromInline package typealias ParameterVisitor = (
  _ role: Parameter.Role, _ shape: ParameterShape
) -> Void

/// The parameters of operations, in the order of ``Parameter/Role``: the one place where it is said
/// what an operation has.
///
/// Closures, as this is asked for every layer of every candidate of a search: inlined, they cost no
/// more than the arithmetic of the caller.
extension Operation {
  /// Calls `body` with each parameter of this operation from an input of `input` to an output of
  /// `output`.
  @inlinable @inline(__always)
  package func forEachParameter(
    input: TensorShape, output: TensorShape, _ body: ParameterVisitor
  ) {
    switch self {
    case .convolution(let convolution):
      convolution.forEachParameter(input: input, output: output, body)
    case .fullyConnected(let connected):
      connected.forEachParameter(input: input, output: output, body)
    case .batchNormalization(let normalization):
      normalization.forEachParameter(output: output, body)
    case .layerNormalization:
      body(.scale, ParameterShape(output.channels))
      body(.offset, ParameterShape(output.channels))
    case .channelScale:
      body(.scale, ParameterShape(output.channels))
    case .tokenEmbedding:
      // A position for every token, and the class token.
      body(.weight, ParameterShape(output.pixels, output.channels))
      body(.offset, ParameterShape(output.channels))
    case .input, .attention, .activation, .pooling, .adaptiveAveragePooling,
      .globalAveragePooling, .add, .multiply, .concatenate, .scale, .slice, .channelShuffle, .pad,
      .dropout, .stochasticDepth, .flatten:
      break
    }
  }
}

extension Convolution {
  /// Calls `body` with each parameter.
  @inlinable @inline(__always)
  package func forEachParameter(
    input: TensorShape, output: TensorShape, _ body: ParameterVisitor
  ) {
    // A division takes as long as all the rest of costing a layer.
    let inputs = groups == 1 ? input.channels : input.channels / groups
    body(
      .weight, ParameterShape(kernel: kernelSize, inputs: inputs, outputs: output.channels))
    if hasBias { body(.bias, ParameterShape(output.channels)) }
  }
}

extension FullyConnected {
  /// Calls `body` with each parameter.
  @inlinable @inline(__always)
  package func forEachParameter(
    input: TensorShape, output: TensorShape, _ body: ParameterVisitor
  ) {
    body(.weight, ParameterShape(input.channels, output.channels))
    if hasBias { body(.bias, ParameterShape(output.channels)) }
  }
}

extension BatchNormalization {
  /// Calls `body` with each parameter.
  @inlinable @inline(__always)
  package func forEachParameter(output: TensorShape, _ body: ParameterVisitor) {
    if hasScale { body(.scale, ParameterShape(output.channels)) }
    if hasOffset { body(.offset, ParameterShape(output.channels)) }
    body(.runningMean, ParameterShape(output.channels))
    body(.runningVariance, ParameterShape(output.channels))
  }
}

extension Network {
  /// The parameters that layer `index` owns, in the order of ``Parameter/Role``; none where it uses
  /// those of another layer (``Layer/weightSource``).
  public func parameters(of index: Int) -> [Parameter] {
    let layer = layers[index]
    guard layer.weightSource == nil else { return [] }
    var parameters: [Parameter] = []
    layer.operation.forEachParameter(input: layer.input, output: layer.output) { role, shape in
      parameters.append(Parameter(id: ParameterID(layer: index, role: role), shape: shape))
    }
    return parameters
  }

  /// Every parameter, layer by layer, auxiliary layers' among them; weights that several layers use
  /// stand once, at the layer that owns them.
  public var parameters: [Parameter] { layers.indices.flatMap { parameters(of: $0) } }

  /// The parameter of that role which layer `index` computes with: its own, or that of the layer
  /// whose weights it uses again; `nil` where there is none.
  public func parameter(_ role: Parameter.Role, usedBy index: Int) -> Parameter? {
    parameters(of: owner(of: index)).first { $0.role == role }
  }

  /// The layer whose parameters layer `index` computes with: itself, but for weights used again.
  public func owner(of index: Int) -> Int { layers[index].weightSource ?? index }

  /// What a parameter is called in files and messages: `stem.convolution.weight`, its layer's name
  /// and its role, unique in the network.
  public func name(of parameter: ParameterID) -> String {
    "\(name(of: parameter.layer)).\(parameter.role.rawValue)"
  }
}

import Networks

extension Operation {
  /// The cost for one image of this operation from an input of `input` to an output of `output`, or
  /// `nil` where a count is beyond the range of `Int`.
  @inline(__always)
  func cost(input: TensorShape, output: TensorShape) -> Cost? {
    var tally = ParameterTally()
    switch self {
    case .convolution(let convolution):
      convolution.forEachParameter(input: input, output: output) { tally.add($0, $1) }
      return tally.linearCost(output)
    case .fullyConnected(let connected):
      connected.forEachParameter(input: input, output: output) { tally.add($0, $1) }
      return tally.linearCost(output)
    case .batchNormalization(let normalization):
      normalization.forEachParameter(output: output) { tally.add($0, $1) }
      return tally.normalizationCost
    case .layerNormalization:
      forEachParameter(input: input, output: output) { tally.add($0, $1) }
      return tally.normalizationCost
    case .tokenEmbedding, .channelScale:
      forEachParameter(input: input, output: output) { tally.add($0, $1) }
      return tally.cost
    case .input, .attention, .activation, .pooling, .adaptiveAveragePooling,
      .globalAveragePooling, .add, .multiply, .concatenate, .scale, .slice, .channelShuffle, .pad,
      .dropout, .stochasticDepth, .flatten:
      return .zero
    }
  }
}

/// The trained parameters of one operation, as far as they have been added.
private struct ParameterTally {
  private var parameters = 0
  /// The weights behind each output element of a linear operation; at most 2^48 within the limits of
  /// a network, so that only products with it can leave the range of `Int`.
  private var fanIn = 0
  private var isTooLarge = false

  @inline(__always)
  mutating func add(_ role: Parameter.Role, _ shape: ParameterShape) {
    guard role.isTrained else { return }
    let (count, tooMany) = shape.fanIn.multipliedReportingOverflow(by: shape.outputs)
    let (sum, tooManyInAll) = parameters.addingReportingOverflow(count)
    parameters = sum
    isTooLarge = isTooLarge || tooMany || tooManyInAll
    if role == .weight { fanIn = shape.fanIn }
  }

  @inline(__always)
  var cost: Cost? { isTooLarge ? nil : Cost(parameters: parameters) }

  @inline(__always)
  var normalizationCost: Cost? {
    isTooLarge ? nil : Cost(parameters: parameters, normalizationParameters: parameters)
  }

  /// Every output element is one dot product with the weights of its channel.
  @inline(__always)
  func linearCost(_ output: TensorShape) -> Cost? {
    let activations = output.elements
    let (multiplyAdds, tooManyOperations) = fanIn.multipliedReportingOverflow(by: activations)
    guard !isTooLarge, !tooManyOperations else { return nil }
    return Cost(parameters: parameters, multiplyAdds: multiplyAdds, activations: activations)
  }
}

extension Layer {
  /// The cost of this layer for a batch, or `nil` where a count is beyond the range of `Int`; of an
  /// auxiliary layer, its parameters alone.
  @inline(__always)
  func cost(batch: Int, isAuxiliary: Bool) -> Cost? {
    guard var cost = operation.cost(input: input, output: output) else { return nil }
    if weightSource != nil {
      cost.reusedParameters = cost.parameters
      cost.parameters = 0
      cost.normalizationParameters = 0
    }
    if isAuxiliary {
      cost.reusedParameters = 0
      cost.multiplyAdds = 0
      cost.activations = 0
    }
    guard batch != 1 else { return cost }
    let (multiplyAdds, tooManyOperations) = cost.multiplyAdds.multipliedReportingOverflow(by: batch)
    let (activations, tooManyElements) = cost.activations.multipliedReportingOverflow(by: batch)
    guard !tooManyOperations, !tooManyElements else { return nil }
    cost.multiplyAdds = multiplyAdds
    cost.activations = activations
    return cost
  }
}

extension Network {
  /// The error for a count that leaves the range of `Int` at layer `index`.
  @inline(never)
  func overflow(at index: Int) -> CostError {
    CostError(
      .overflow,
      "its counts, or the sums up to it, exceed \(Int.max); use fewer channels, a lower "
        + "resolution or a smaller batch",
      layer: name(of: index))
  }
}

import Networks

/// The exact counts of single layers. All numbers are for one image.
extension Operation {
  /// The cost of this operation from an input of `input` to an output of `output`, or `nil` where
  /// a count is beyond the range of `Int`.
  @inline(__always)
  func cost(input: TensorShape, output: TensorShape) -> Cost? {
    switch self {
    case .convolution(let convolution):
      Self.linearCost(
        weightsPerOutput: convolution.kernelSize.area
          // A division costs as much as all the rest of a layer.
          * (convolution.groups == 1 ? input.channels : input.channels / convolution.groups),
        hasBias: convolution.hasBias, output: output)
    case .fullyConnected(let fullyConnected):
      Self.linearCost(
        weightsPerOutput: input.channels, hasBias: fullyConnected.hasBias, output: output)
    case .batchNormalization(let normalization):
      Self.normalizationCost(
        output.channels * ((normalization.hasScale ? 1 : 0) + (normalization.hasOffset ? 1 : 0)))
    case .layerNormalization:
      Self.normalizationCost(2 * output.channels)
    case .tokenEmbedding:
      // The class token, and a position for every token.
      Cost(parameters: output.channels + output.elements)
    case .channelScale:
      Cost(parameters: output.channels)
    case .input, .attention, .activation, .pooling, .globalAveragePooling, .add, .multiply,
      .concatenate,
      .scale, .slice, .channelShuffle, .pad, .dropout, .stochasticDepth, .flatten:
      .zero
    }
  }

  /// A layer whose every output element is one dot product of `weightsPerOutput` weights: at most
  /// 2^48 of them within the limits of a network (a kernel of 2^24 pixels, 2^24 channels), so that
  /// only the products below can leave the range of `Int`.
  @inline(__always)
  private static func linearCost(
    weightsPerOutput: Int, hasBias: Bool, output: TensorShape
  ) -> Cost? {
    let activations = output.elements
    let (weights, tooManyWeights) = weightsPerOutput.multipliedReportingOverflow(
      by: output.channels)
    let (parameters, tooManyParameters) = weights.addingReportingOverflow(
      hasBias ? output.channels : 0)
    let (multiplyAdds, tooManyOperations) = weightsPerOutput.multipliedReportingOverflow(
      by: activations)
    guard !tooManyWeights, !tooManyParameters, !tooManyOperations else { return nil }
    return Cost(parameters: parameters, multiplyAdds: multiplyAdds, activations: activations)
  }

  @inline(__always)
  private static func normalizationCost(_ parameters: Int) -> Cost {
    Cost(parameters: parameters, normalizationParameters: parameters)
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

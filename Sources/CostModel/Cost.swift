/// What one layer, one stage or a whole network costs: exact integers, for a batch of images.
///
/// Multiply-adds follow the paper (EfficientNet, arXiv:1905.11946): one per multiply-accumulate of
/// a convolution or fully-connected layer, zeros of the padding included; biases, normalisation,
/// activations, pooling and sums count nothing. Other ways to count are ``Convention``s.
public struct Cost: Hashable, Sendable {
  /// Trainable scalars, whatever the batch.
  ///
  /// Weights that several layers share count once, at the first; running statistics are not
  /// trainable.
  public var parameters: Int
  /// The part of ``parameters`` that belongs to normalisation layers: scales and offsets.
  public var normalizationParameters: Int
  /// Trainable scalars used again from an earlier layer: not stored a second time, but their
  /// arithmetic is done each time.
  public var reusedParameters: Int
  /// Multiply-accumulates of convolutions and fully-connected layers.
  public var multiplyAdds: Int
  /// Elements put out by convolutions and fully-connected layers.
  public var activations: Int

  /// Makes a cost; what is left out is 0.
  public init(
    parameters: Int = 0, normalizationParameters: Int = 0, reusedParameters: Int = 0,
    multiplyAdds: Int = 0, activations: Int = 0
  ) {
    self.parameters = parameters
    self.normalizationParameters = normalizationParameters
    self.reusedParameters = reusedParameters
    self.multiplyAdds = multiplyAdds
    self.activations = activations
  }

  /// What nothing costs.
  public static let zero = Cost()

  /// Floating-point operations, two per multiply-add; `nil` beyond the range of `Int`.
  public var flops: Int? {
    let (flops, overflow) = multiplyAdds.multipliedReportingOverflow(by: 2)
    return overflow ? nil : flops
  }

  /// Parameters as the arithmetic meets them: shared weights counted at each use.
  ///
  /// `nil` beyond the range of `Int`.
  public var parametersPerUse: Int? {
    let (sum, overflow) = parameters.addingReportingOverflow(reusedParameters)
    return overflow ? nil : sum
  }

  /// Adds `other` in place and returns whether every sum fits.
  @inline(__always)
  mutating func accumulate(_ other: Cost) -> Bool {
    // The overflows are gathered and tested once: this runs for every layer of every candidate.
    let sums = (
      parameters.addingReportingOverflow(other.parameters),
      normalizationParameters.addingReportingOverflow(other.normalizationParameters),
      reusedParameters.addingReportingOverflow(other.reusedParameters),
      multiplyAdds.addingReportingOverflow(other.multiplyAdds),
      activations.addingReportingOverflow(other.activations)
    )
    parameters = sums.0.partialValue
    normalizationParameters = sums.1.partialValue
    reusedParameters = sums.2.partialValue
    multiplyAdds = sums.3.partialValue
    activations = sums.4.partialValue
    return
      !(sums.0.overflow || sums.1.overflow || sums.2.overflow
      || sums.3.overflow || sums.4.overflow)
  }

  /// What was accumulated since this sum was `earlier`.
  func growth(since earlier: Cost) -> Cost {
    Cost(
      parameters: parameters - earlier.parameters,
      normalizationParameters: normalizationParameters - earlier.normalizationParameters,
      reusedParameters: reusedParameters - earlier.reusedParameters,
      multiplyAdds: multiplyAdds - earlier.multiplyAdds,
      activations: activations - earlier.activations)
  }
}

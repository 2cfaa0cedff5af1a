public import Architectures
public import CostModel

extension CandidateCosts {
  /// The exact costs of `architecture` for one image.
  ///
  /// - Parameters:
  ///   - includesMemory: whether the peak memory of inference is worked out too.
  ///   - device: the device whose latency is wanted; nil for none.
  /// - Throws: the lowering's or the cost model's error where shapes or sizes do not fit.
  public init(
    of architecture: Architecture, includesMemory: Bool = false, device: Device? = nil
  ) throws {
    let network = try architecture.lowered()
    let total = try NetworkCost.total(of: network)
    self.init(
      multiplyAdds: total.multiplyAdds, parameters: total.parameters,
      activations: total.activations)
    if includesMemory { memory = try InferenceMemory(of: network).totalBytes }
    if let device { latency = try Latency(of: network, on: device).seconds }
  }
}

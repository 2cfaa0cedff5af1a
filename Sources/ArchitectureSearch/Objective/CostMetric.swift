public import Studies

/// A figure of the cost model that a search can weigh, limit or minimise.
public enum CostMetric: String, CaseIterable, Hashable, Sendable, Codable {
  case multiplyAdds
  case parameters
  case activations
  /// Peak memory of inference, in bytes.
  case memory
  /// Seconds on the device that the definition names.
  case latency

  /// The figure of `costs`; nil when it was not computed.
  public func value(in costs: CandidateCosts) -> Double? {
    switch self {
    case .multiplyAdds: Double(costs.multiplyAdds)
    case .parameters: Double(costs.parameters)
    case .activations: Double(costs.activations)
    case .memory: costs.memory.map(Double.init)
    case .latency: costs.latency
    }
  }
}

/// A cost that adds up over stages.
public enum AdditiveMetric: String, CaseIterable, Hashable, Sendable, Codable {
  case multiplyAdds, parameters, activations

  /// The figure of `costs`.
  public func callAsFunction(_ costs: AdditiveCosts) -> Int {
    switch self {
    case .multiplyAdds: costs.multiplyAdds
    case .parameters: costs.parameters
    case .activations: costs.activations
    }
  }
}

/// Exact costs of a candidate at target scale.
public struct CandidateCosts: Codable, Hashable, Sendable {
  public var multiplyAdds: Int
  public var parameters: Int
  public var activations: Int
  /// Peak memory of inference in bytes, where it was computed.
  public var memory: Int?
  /// Seconds on the definition's device, where one is named.
  public var latency: Double?

  public init(
    multiplyAdds: Int, parameters: Int, activations: Int, memory: Int? = nil,
    latency: Double? = nil
  ) {
    self.multiplyAdds = multiplyAdds
    self.parameters = parameters
    self.activations = activations
    self.memory = memory
    self.latency = latency
  }
}

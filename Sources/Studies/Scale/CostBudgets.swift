/// Limits on costs at target scale, enforced before a candidate is trained (arXiv:1905.11946, Eq. 2:
/// Memory(N) ≤ target memory, FLOPS(N) ≤ target flops).
public struct CostBudgets: Codable, Hashable, Sendable {
  public var multiplyAdds: Int?
  public var parameters: Int?
  public var activations: Int?
  /// Peak memory of inference in bytes.
  public var memory: Int?

  public init(
    multiplyAdds: Int? = nil, parameters: Int? = nil, activations: Int? = nil, memory: Int? = nil
  ) {
    self.multiplyAdds = multiplyAdds
    self.parameters = parameters
    self.activations = activations
    self.memory = memory
  }

  /// Why `costs` are over a budget; nil when they keep all of them.
  public func refusal(of costs: CandidateCosts) -> String? {
    let figures: [(name: String, value: Int?, limit: Int?)] = [
      ("multiply-adds", costs.multiplyAdds, multiplyAdds),
      ("parameters", costs.parameters, parameters),
      ("activations", costs.activations, activations),
      ("bytes of memory", costs.memory, memory),
    ]
    for (name, value, limit) in figures {
      if let value, let limit, value > limit {
        return "\(value) \(name) are over the budget of \(limit)"
      }
    }
    return nil
  }
}

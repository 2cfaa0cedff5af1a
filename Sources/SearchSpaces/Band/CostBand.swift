/// Bounds on additive costs; an unbounded side is nil.
public struct CostBand: Hashable, Sendable, Codable {
  /// Inclusive bounds of one figure.
  public struct Bounds: Hashable, Sendable, Codable {
    public var least: Int?
    public var most: Int?

    public init(least: Int? = nil, most: Int? = nil) {
      self.least = least
      self.most = most
    }

    func contains(_ value: Int) -> Bool {
      value >= least ?? .min && value <= most ?? .max
    }
  }

  public var multiplyAdds: Bounds
  public var parameters: Bounds

  public init(multiplyAdds: Bounds = Bounds(), parameters: Bounds = Bounds()) {
    self.multiplyAdds = multiplyAdds
    self.parameters = parameters
  }

  /// The two figures with their bounds.
  var limits: [(metric: AdditiveMetric, bounds: Bounds)] {
    [(.multiplyAdds, multiplyAdds), (.parameters, parameters)]
  }

  /// Whether `costs` lie within.
  public func contains(_ costs: AdditiveCosts) -> Bool {
    limits.allSatisfy { $0.bounds.contains($0.metric(costs)) }
  }
}

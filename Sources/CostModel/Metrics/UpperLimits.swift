/// Bounds of which a file states the upper ends alone, one number per metric: `{"parameters": 5000}`.
///
/// The form in which definitions of studies keep their budgets.
@propertyWrapper
public struct UpperLimits: Hashable, Sendable {
  /// The bounds; a lower end is kept too, as an interval in place of the number.
  public var wrappedValue: Bounds

  /// Bounds to be kept so.
  public init(wrappedValue: Bounds) {
    self.wrappedValue = wrappedValue
  }
}

extension UpperLimits: Codable {
  private enum CodingKeys: String, CodingKey {
    case multiplyAdds, parameters, activations, memory, latency, measuredLatency
  }

  /// Reads a number or an interval per metric; metrics that are not there have no bound.
  public init(from decoder: any Decoder) throws {
    let values = try decoder.container(keyedBy: CodingKeys.self)
    func interval<Value>(_ key: CodingKeys) throws -> Bounds.Interval<Value> {
      guard values.contains(key) else { return Bounds.Interval() }
      if let most = try? values.decode(Value.self, forKey: key) { return .atMost(most) }
      return try values.decode(Bounds.Interval<Value>.self, forKey: key)
    }
    wrappedValue = Bounds(
      multiplyAdds: try interval(.multiplyAdds), parameters: try interval(.parameters),
      activations: try interval(.activations), memory: try interval(.memory),
      latency: try interval(.latency), measuredLatency: try interval(.measuredLatency))
  }

  /// Writes what is bounded.
  public func encode(to encoder: any Encoder) throws {
    var values = encoder.container(keyedBy: CodingKeys.self)
    func encode<Value>(_ interval: Bounds.Interval<Value>, _ key: CodingKeys) throws {
      if interval.least != nil {
        try values.encode(interval, forKey: key)
      } else {
        try values.encodeIfPresent(interval.most, forKey: key)
      }
    }
    try encode(wrappedValue.multiplyAdds, .multiplyAdds)
    try encode(wrappedValue.parameters, .parameters)
    try encode(wrappedValue.activations, .activations)
    try encode(wrappedValue.memory, .memory)
    try encode(wrappedValue.latency, .latency)
    try encode(wrappedValue.measuredLatency, .measuredLatency)
  }
}

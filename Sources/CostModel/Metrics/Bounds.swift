/// What the figures of a network may be: an inclusive interval per ``Metric``.
///
/// Either end may be open. Upper ends alone are the constraints of compound scaling: Memory(N) ≤
/// target memory, FLOPS(N) ≤ target flops (arXiv:1905.11946, Eq. 2).
public struct Bounds: Hashable, Sendable {
  /// The least and the most that one figure may be; an open end is `nil`.
  public struct Interval<Value: Comparable & Hashable & Codable & Sendable>: Hashable, Sendable,
    Codable
  {
    /// The lower end, inclusive.
    public var least: Value?
    /// The upper end, inclusive.
    public var most: Value?

    /// An interval, open where no end is given; crossed ends hold no figure.
    public init(least: Value? = nil, most: Value? = nil) {
      self.least = least
      self.most = most
    }

    /// Everything up to `most`.
    public static func atMost(_ most: Value) -> Self { Self(most: most) }

    /// Everything from `least` on.
    public static func atLeast(_ least: Value) -> Self { Self(least: least) }

    /// Whether both ends are open.
    public var isOpen: Bool { least == nil && most == nil }

    /// Whether `value` lies within.
    public func contains(_ value: Value) -> Bool {
      (least.map { value >= $0 } ?? true) && (most.map { value <= $0 } ?? true)
    }

    /// Why a figure lies outside.
    fileprivate func refusal(of value: Value, _ metric: Metric) -> String? {
      if let most, value > most {
        return "\(value) \(metric.unit) are over the budget of \(most)"
      }
      if let least, value < least {
        return "\(value) \(metric.unit) are under the \(least) asked for"
      }
      return nil
    }
  }

  /// Of multiply-accumulates for one image.
  public var multiplyAdds: Interval<Int>
  /// Of trainable scalars.
  public var parameters: Interval<Int>
  /// Of elements put out by convolutions and fully-connected layers.
  public var activations: Interval<Int>
  /// Of bytes of one inference.
  public var memory: Interval<Int>
  /// Of seconds of one inference, as predicted.
  public var latency: Interval<Double>
  /// Of seconds of one inference, as timed.
  public var measuredLatency: Interval<Double>

  /// Bounds on the metrics named; the others are open.
  public init(
    multiplyAdds: Interval<Int> = Interval(), parameters: Interval<Int> = Interval(),
    activations: Interval<Int> = Interval(), memory: Interval<Int> = Interval(),
    latency: Interval<Double> = Interval(), measuredLatency: Interval<Double> = Interval()
  ) {
    self.multiplyAdds = multiplyAdds
    self.parameters = parameters
    self.activations = activations
    self.memory = memory
    self.latency = latency
    self.measuredLatency = measuredLatency
  }

  /// The ends of one metric's interval, in its ``Metric/unit``.
  public subscript(metric: Metric) -> Interval<Double> {
    func widened(_ interval: Interval<Int>) -> Interval<Double> {
      Interval(least: interval.least.map(Double.init), most: interval.most.map(Double.init))
    }
    return switch metric {
    case .multiplyAdds: widened(multiplyAdds)
    case .parameters: widened(parameters)
    case .activations: widened(activations)
    case .memory: widened(memory)
    case .latency: latency
    case .measuredLatency: measuredLatency
    }
  }

  /// The metrics with a bound.
  public var metrics: Set<Metric> { Set(Metric.allCases.filter { !self[$0].isOpen }) }

  /// The bounds on sums over layers (``Metric/isAdditive``) alone.
  public var additive: Bounds {
    Bounds(multiplyAdds: multiplyAdds, parameters: parameters, activations: activations)
  }

  /// Whether nothing is bounded.
  public var isOpen: Bool { self == Bounds() }

  /// The upper ends, in the order of ``Metric``.
  public var budgets: [(metric: Metric, most: Double)] {
    Metric.allCases.compactMap { metric in self[metric].most.map { (metric, $0) } }
  }

  /// Why a network with these figures lies outside, for the first metric where it does.
  ///
  /// - Returns: A sentence; `nil` where all bounds are kept. A figure that was not worked out is out
  ///   of no bound.
  public func refusal(of figures: Figures) -> String? {
    multiplyAdds.refusal(of: figures.multiplyAdds, .multiplyAdds)
      ?? parameters.refusal(of: figures.parameters, .parameters)
      ?? activations.refusal(of: figures.activations, .activations)
      ?? figures.memory.flatMap { memory.refusal(of: $0, .memory) }
      ?? figures.latency.flatMap { latency.refusal(of: $0, .latency) }
      ?? figures.measuredLatency.flatMap { measuredLatency.refusal(of: $0, .measuredLatency) }
  }
}

extension Bounds: Codable {
  private enum CodingKeys: String, CodingKey {
    case multiplyAdds, parameters, activations, memory, latency, measuredLatency
  }

  /// Reads the intervals there are.
  public init(from decoder: any Decoder) throws {
    let values = try decoder.container(keyedBy: CodingKeys.self)
    self.init(
      multiplyAdds: try values.decodeIfPresent(Interval.self, forKey: .multiplyAdds) ?? .init(),
      parameters: try values.decodeIfPresent(Interval.self, forKey: .parameters) ?? .init(),
      activations: try values.decodeIfPresent(Interval.self, forKey: .activations) ?? .init(),
      memory: try values.decodeIfPresent(Interval.self, forKey: .memory) ?? .init(),
      latency: try values.decodeIfPresent(Interval.self, forKey: .latency) ?? .init(),
      measuredLatency: try values.decodeIfPresent(Interval.self, forKey: .measuredLatency)
        ?? .init())
  }

  /// Writes the intervals: the first two always, as every study has them, the others where bounded.
  public func encode(to encoder: any Encoder) throws {
    var values = encoder.container(keyedBy: CodingKeys.self)
    try values.encode(multiplyAdds, forKey: .multiplyAdds)
    try values.encode(parameters, forKey: .parameters)
    if !activations.isOpen { try values.encode(activations, forKey: .activations) }
    if !memory.isOpen { try values.encode(memory, forKey: .memory) }
    if !latency.isOpen { try values.encode(latency, forKey: .latency) }
    if !measuredLatency.isOpen { try values.encode(measuredLatency, forKey: .measuredLatency) }
  }
}

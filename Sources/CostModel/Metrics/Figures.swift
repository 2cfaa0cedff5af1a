public import Architectures
public import Networks

/// The figures of one network by ``Metric``: exact sums, and what else was asked for.
///
/// The coding keys are those of study journals.
public struct Figures: Hashable, Sendable, Codable {
  /// Multiply-accumulates for one image.
  public var multiplyAdds: Int
  /// Trainable scalars.
  public var parameters: Int
  /// Elements put out by convolutions and fully-connected layers for one image.
  public var activations: Int
  /// Bytes of one inference; `nil` where it was not worked out.
  public var memory: Int?
  /// Seconds of one inference, predicted; `nil` where it was not worked out.
  public var latency: Double?
  /// Seconds of one inference, timed by whoever gives this figure; `nil` where it was not.
  public var measuredLatency: Double?

  /// Figures known from elsewhere.
  public init(
    multiplyAdds: Int, parameters: Int, activations: Int, memory: Int? = nil,
    latency: Double? = nil, measuredLatency: Double? = nil
  ) {
    self.multiplyAdds = multiplyAdds
    self.parameters = parameters
    self.activations = activations
    self.memory = memory
    self.latency = latency
    self.measuredLatency = measuredLatency
  }

  /// Works out the figures of a network: always the sums, which cost a microsecond, and of the
  /// others those that are wanted.
  ///
  /// - Parameters:
  ///   - network: The network.
  ///   - metrics: What is wanted beside the sums; a measured latency is left to who can time.
  ///   - batch: Images that go through the network at once, for memory and latency; the sums are
  ///     those of one image.
  ///   - device: Where to predict the latency.
  /// - Throws: ``CostError`` where a count leaves the range of `Int`, or latency is wanted and no
  ///   device named.
  public init(
    of network: Network, measuring metrics: Set<Metric> = [], batch: Int = 1,
    on device: Device? = nil
  ) throws(CostError) {
    let total = try NetworkCost.total(of: network)
    self.init(
      multiplyAdds: total.multiplyAdds, parameters: total.parameters,
      activations: total.activations)
    if metrics.contains(.memory) {
      memory = try InferenceMemory(of: network, batch: batch).totalBytes
    }
    if metrics.contains(.latency) {
      guard let device else {
        throw CostError(
          .invalidParameter, "latency is wanted; expected a device to predict it on")
      }
      latency = try Latency(of: network, on: device, batch: batch).seconds
    }
  }

  /// Works out the figures of the network that an architecture lowers to.
  ///
  /// - Parameters:
  ///   - architecture: The architecture, as realised after rounding.
  ///   - metrics: What is wanted beside the sums.
  ///   - batch: Images that go through the network at once, for memory and latency.
  ///   - device: Where to predict the latency.
  /// - Throws: `NetworkError` where its shapes do not fit, ``CostError`` as for a network.
  public init(
    of architecture: Architecture, measuring metrics: Set<Metric> = [], batch: Int = 1,
    on device: Device? = nil
  ) throws {
    try self.init(
      of: architecture.lowered(), measuring: metrics, batch: batch, on: device)
  }

  /// One figure, in the metric's ``Metric/unit``; `nil` where it was not worked out.
  public subscript(metric: Metric) -> Double? {
    switch metric {
    case .multiplyAdds: Double(multiplyAdds)
    case .parameters: Double(parameters)
    case .activations: Double(activations)
    case .memory: memory.map(Double.init)
    case .latency: latency
    case .measuredLatency: measuredLatency
    }
  }
}

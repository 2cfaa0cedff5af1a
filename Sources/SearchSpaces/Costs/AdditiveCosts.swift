package import CostModel

/// The figures of a part of a network that add up over stages, for one image.
///
/// Not `Figures`: hundreds of millions of these are summed when a space is walked or counted, and
/// without what is no sum they take less than half the memory.
package struct AdditiveCosts: Hashable, Sendable {
  package var multiplyAdds: Int
  package var parameters: Int
  package var activations: Int
  /// In whole steps (``LatencySteps``); 0 where no device is known.
  package var latency: Int

  static let zero = AdditiveCosts(multiplyAdds: 0, parameters: 0, activations: 0, latency: 0)

  static func + (left: AdditiveCosts, right: AdditiveCosts) -> AdditiveCosts {
    AdditiveCosts(
      multiplyAdds: left.multiplyAdds + right.multiplyAdds,
      parameters: left.parameters + right.parameters,
      activations: left.activations + right.activations, latency: left.latency + right.latency)
  }

  init(multiplyAdds: Int, parameters: Int, activations: Int, latency: Int) {
    self.multiplyAdds = multiplyAdds
    self.parameters = parameters
    self.activations = activations
    self.latency = latency
  }

  init(_ cost: Cost, latency: Int) {
    self.init(
      multiplyAdds: cost.multiplyAdds, parameters: cost.parameters, activations: cost.activations,
      latency: latency)
  }

  /// One figure.
  ///
  /// - Precondition: The metric is additive, or latency.
  package subscript(metric: Metric) -> Int {
    switch metric {
    case .multiplyAdds: multiplyAdds
    case .parameters: parameters
    case .activations: activations
    case .latency: latency
    case .memory, .measuredLatency:
      preconditionFailure("\(metric.title) is no sum over stages")
    }
  }
}

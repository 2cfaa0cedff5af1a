import Foundation

/// A figure by which networks are weighed, limited, compared or shown.
///
/// Raw values are the keys of search files and journals.
public enum Metric: String, Hashable, Sendable, Codable, CaseIterable {
  /// Multiply-accumulates of convolutions and fully-connected layers for one image, the paper's
  /// FLOPs.
  case multiplyAdds
  /// Trainable scalars.
  case parameters
  /// Elements put out by convolutions and fully-connected layers for one image.
  case activations
  /// Bytes of weights and feature maps of one inference (``InferenceMemory``).
  case memory
  /// Seconds of one inference on a device, predicted (``Latency``).
  case latency
  /// Seconds of one inference on the machine at hand, timed; nothing here can work it out.
  case measuredLatency

  /// Whether a network's figure is the sum of its layers', so that it can be counted over a whole
  /// space of networks.
  ///
  /// Memory is a peak; the time of a layer depends on what it is fused with.
  public var isAdditive: Bool {
    switch self {
    case .multiplyAdds, .parameters, .activations: true
    case .memory, .latency, .measuredLatency: false
    }
  }

  /// Those that are sums over layers.
  public static let additive: [Metric] = allCases.filter(\.isAdditive)

  /// What tables and messages call it: `FLOPs`, `parameters`, `activations`, `memory`, `latency`,
  /// `measured latency`.
  public var title: String {
    switch self {
    case .multiplyAdds: "FLOPs"
    case .parameters, .activations, .memory, .latency: rawValue
    case .measuredLatency: "measured latency"
    }
  }

  /// What its numbers count: `multiply-adds`, `parameters`, `activations`, `bytes of memory`,
  /// `seconds`.
  public var unit: String {
    switch self {
    case .multiplyAdds: "multiply-adds"
    case .parameters, .activations: rawValue
    case .memory: "bytes of memory"
    case .latency, .measuredLatency: "seconds"
    }
  }

  /// A figure for a message, in three digits: `386 M`, `40 MB`, `20 ms`.
  ///
  /// - Parameter value: In the metric's ``unit``.
  /// - Returns: The number with its unit.
  public func text(_ value: Double) -> String {
    switch self {
    case .multiplyAdds, .parameters, .activations:
      Self.scaled(value, ["", " K", " M", " B", " T"])
    case .memory: Self.scaled(value, [" B", " kB", " MB", " GB", " TB"])
    case .latency, .measuredLatency: Self.scaled(value * 1e9, [" ns", " µs", " ms", " s"])
    }
  }

  /// Reads a figure as people write it: `390M`, `512MiB`, `20ms` (``Quantity``).
  ///
  /// - Returns: The figure in the metric's ``unit``.
  /// - Throws: ``CostError`` for other text.
  public func value(parsing text: String) throws(CostError) -> Double {
    switch self {
    case .multiplyAdds, .parameters, .activations: Double(try Quantity.count(text))
    case .memory: Double(try Quantity.bytes(text))
    case .latency, .measuredLatency: try Quantity.seconds(text)
    }
  }

  private static func scaled(_ value: Double, _ units: [String]) -> String {
    var (value, unit) = (value, 0)
    while value >= 999.5, unit + 1 < units.count {
      value /= 1000
      unit += 1
    }
    return String(format: "%.3g", value) + units[unit]
  }
}

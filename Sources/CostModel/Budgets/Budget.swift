import Foundation
public import Networks

/// An upper bound on one cost of a network.
public enum Budget: Hashable, Sendable {
  /// Multiply-adds of one image, the paper's FLOPs.
  case multiplyAdds(Int)
  case parameters(Int)
  /// Bytes of weights and feature maps of one inference (``InferenceMemory``).
  case memory(bytes: Int, batch: Int)
  /// Seconds of one inference on a device (``Latency``).
  case latency(seconds: Double, device: Device, batch: Int)

  /// What is bounded: `FLOPs`, `parameters`, `memory`, `latency`.
  public var name: String {
    switch self {
    case .multiplyAdds: "FLOPs"
    case .parameters: "parameters"
    case .memory: "memory"
    case .latency: "latency"
    }
  }

  /// The bound, as a number of multiply-adds, scalars, bytes or seconds.
  public var limit: Double {
    switch self {
    case .multiplyAdds(let limit), .parameters(let limit), .memory(let limit, _): Double(limit)
    case .latency(let limit, _, _): limit
    }
  }

  /// Reads a latency budget as people write it: `20ms@nvidia-t4`.
  ///
  /// - Parameters:
  ///   - text: A time, `@`, and the name of a device.
  ///   - batch: Images that go through the network at once.
  ///   - device: Finds the device of a name: ``Device/named(_:)``, or one that reads files, too.
  /// - Returns: The budget.
  /// - Throws: ``CostError`` for other text, and what `device` throws.
  public static func latency(
    _ text: String, batch: Int = 1, device: (String) throws -> Device = Device.named
  ) throws -> Budget {
    let parts = text.split(separator: "@", maxSplits: 1, omittingEmptySubsequences: false)
    guard parts.count == 2, !parts[1].isEmpty else {
      throw CostError(
        .invalidBudget,
        "latency '\(text.prefix(80))'; expected a time and a device, such as 20ms@nvidia-t4")
    }
    return .latency(
      seconds: try Quantity.seconds(String(parts[0])), device: try device(String(parts[1])),
      batch: batch)
  }

  /// What a network uses of this budget, in the unit of ``limit``.
  ///
  /// - Throws: ``CostError`` where the network cannot be costed.
  public func use(of network: Network) throws(CostError) -> Double {
    switch self {
    case .multiplyAdds: Double(try NetworkCost.total(of: network).multiplyAdds)
    case .parameters: Double(try NetworkCost.total(of: network).parameters)
    case .memory(_, let batch): Double(try InferenceMemory(of: network, batch: batch).totalBytes)
    case .latency(_, let device, let batch):
      try Latency(of: network, on: device, batch: batch).seconds
    }
  }
}

extension Budget {
  /// A use or limit for a message: `386 M`.
  func text(_ value: Double) -> String {
    switch self {
    case .multiplyAdds, .parameters: Self.scaled(value, ["", " K", " M", " B", " T"])
    case .memory: Self.scaled(value, [" B", " kB", " MB", " GB", " TB"])
    case .latency: Self.scaled(value * 1e9, [" ns", " µs", " ms", " s"])
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

public import CostModel

/// The times of stages on a device as whole steps, so that they can be counted like other sums.
///
/// Almost no two times are equal, and sums are counted by how many ways come to each. In steps of a
/// fraction of what they are bounded by, the times of a large space come to a few ten thousand.
public struct LatencySteps: Hashable, Sendable {
  /// Where times are predicted.
  public let device: Device
  /// Seconds of a step.
  public let seconds: Double

  private static let stepsOfABound = 65536.0

  /// Steps for a bound on latency.
  ///
  /// - Returns: `nil` where latency is not bounded, or by nothing above 0.
  public init?(for bounds: Bounds, on device: Device?) {
    guard let device, let bound = bounds.latency.most ?? bounds.latency.least, bound > 0 else {
      return nil
    }
    self.device = device
    seconds = bound / Self.stepsOfABound
  }

  /// The whole steps in a time: the sum over a network's stages is never more than the steps in its
  /// own time, and less by fewer than it has stages, stem and head among them.
  func floor(_ seconds: Double) -> Int {
    Int(exactly: (seconds / self.seconds).rounded(.down)) ?? .max / 1024
  }

  /// Bounds in steps, so wide that nothing inside is left out where a network has so many stages.
  func interval(_ bounds: Bounds.Interval<Double>, stages: Int) -> Bounds.Interval<Int> {
    Bounds.Interval(
      least: bounds.least.map { floor($0) - stages }, most: bounds.most.map(floor))
  }
}

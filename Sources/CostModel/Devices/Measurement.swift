import Foundation
public import Networks

/// A network's measured time on a device.
public struct Measurement: Sendable {
  /// What was timed.
  public let network: Network
  /// How many images went through it at once, 1 or more.
  public let batch: Int
  /// Seconds for one inference of the whole batch.
  public let seconds: Double

  /// A time of `seconds`, above 0, for one inference of `batch` images.
  public init(network: Network, batch: Int = 1, seconds: Double) {
    self.network = network
    self.batch = batch
    self.seconds = seconds
  }
}

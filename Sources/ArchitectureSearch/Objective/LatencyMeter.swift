public import Architectures

/// Times networks on the machine at hand.
public protocol LatencyMeter: Sendable {
  /// What times are those of: the processor, the code that runs on it, the threads.
  var machine: String { get }

  /// Seconds of one inference of one image.
  ///
  /// Called while nothing is evaluated, for one architecture after the other.
  ///
  /// - Throws: `SearchError.interrupted` where the search is to stop, and what the network can't be
  ///   run for.
  func seconds(of architecture: Architecture) throws -> Double
}

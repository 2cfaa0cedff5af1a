import Networks
import ProxyTraining
import Reporting

/// A network whose inferences are timed on this machine, with random weights.
final class TimedNetwork {
  let name: String
  let network: Network
  let benchmark: StepBenchmark
  /// Of each run.
  private(set) var seconds: [Double] = []

  /// Runs before those that count: they bring code and weights into the caches.
  private static let warmUp = 3

  /// - Throws: what the network cannot be run for, and where memory is not enough.
  init(_ name: String, _ network: Network, batch: Int, threads: Int) throws {
    self.name = name
    self.network = network
    benchmark = try StepBenchmark(network, batch: batch, threads: threads, isInference: true)
  }

  /// A run of each, then again: what disturbs the machine for a while falls on all.
  ///
  /// - Parameters:
  ///   - networks: what is timed.
  ///   - runs: runs of each that count.
  ///   - bySteps: whether steps are timed as well.
  ///   - streams: where a bar shows how far it is.
  /// - Throws: `CancellationError` where the user interrupts.
  static func measure(
    _ networks: [TimedNetwork], runs: Int, bySteps: Bool = false, _ streams: Streams
  ) throws {
    let interruption = Interruption()
    let bar = ProgressBar(title: "Measuring", output: streams.progress)
    defer { bar.finish() }
    for round in -warmUp..<runs {
      for (index, network) in networks.enumerated() {
        guard !interruption.isRequested else { throw CancellationError() }
        let done = (round + warmUp) * networks.count + index
        bar.update(
          Reporting.Progress(
            fraction: Double(done) / Double((runs + warmUp) * networks.count),
            count: round < 0 ? "warming up" : "run \(round + 1)/\(runs)",
            details: [network.name]))
        if round == 0, bySteps { network.benchmark.measureSteps() }
        let seconds = network.benchmark.run()
        if round >= 0 { network.seconds.append(seconds) }
      }
    }
  }
}

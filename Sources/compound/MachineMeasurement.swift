import CostModel
import ModelZoo
import Networks
import ProxyTraining

/// Times networks on this machine with the toolkit's own kernels.
struct MachineMeasurement {
  let threads: Int
  /// Seconds to time each network for.
  let seconds: Double

  /// Fewer runs than this say little, however long they take.
  private static let minimumRuns = 5
  private static let maximumRuns = 10_000

  /// The fastest inference of a batch: whatever else runs on a machine only ever adds time.
  func measure(_ example: CalibrationNetworks.Case) throws -> Measurement {
    let network = try ModelZoo.model(named: example.model).network(resolution: example.resolution)
    let benchmark = try StepBenchmark(
      network, batch: example.batch, threads: threads, isInference: true)
    // The first runs bring code and weights into the caches.
    var fastest = min(benchmark.run(), benchmark.run())
    var (spent, runs) = (0.0, 0)
    while runs < Self.maximumRuns, spent < seconds || runs < Self.minimumRuns {
      let time = benchmark.run()
      fastest = min(fastest, time)
      spent += time
      runs += 1
    }
    return Measurement(network: network, batch: example.batch, seconds: fastest)
  }
}

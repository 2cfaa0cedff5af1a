import ModelZoo
import Networks
import ProxyTraining

/// Times networks on this machine with the toolkit's own kernels.
struct MachineMeasurement {
  let threads: Int
  /// Seconds to time each network for.
  let seconds: Double

  /// Fewer runs than this say little, however long they take.
  private static let minimumRuns = 3
  private static let maximumRuns = 10_000

  /// Seconds of the fastest inference of a batch: whatever else runs on a machine only ever adds
  /// time.
  func seconds(of example: CalibrationNetworks.Case) throws -> Double {
    let network = try ModelZoo.model(named: example.model).network(
      resolution: Resolution(example.resolution))
    let benchmark = try StepBenchmark(
      network, batch: example.batch, threads: threads, isInference: true)
    // The first run brings code and weights into the caches.
    var fastest = benchmark.run()
    var (spent, runs) = (0.0, 0)
    while runs < Self.maximumRuns, spent < seconds || runs < Self.minimumRuns {
      let time = benchmark.run()
      fastest = min(fastest, time)
      spent += time
      runs += 1
    }
    return fastest
  }
}

import ArchitectureSearch
import Architectures
import NetworkExecution
import ProxyTraining
import Statistics
import Studies

/// Times the candidates of a search: one image, one thread, random weights.
struct InferenceMeter: LatencyMeter {
  let machine = "\(ProcessorName.current), \(KernelVariant.best.rawValue) kernels, 1 thread"
  let cancellation: SearchCancellation

  /// Runs before those that count: they bring code and weights into the caches.
  private static let warmUp = 3
  private static let runs = 20
  /// A round whose middle half lies further apart, as a share of the median, was disturbed.
  private static let quiet = 0.03
  /// Rounds at most; of disturbed ones the fastest counts.
  private static let rounds = 3

  func seconds(of architecture: Architecture) throws -> Double {
    let benchmark = try StepBenchmark(
      architecture.lowered(), batch: 1, threads: 1, isInference: true)
    var fastest = Double.infinity
    for _ in 0..<Self.rounds {
      var seconds: [Double] = []
      for run in -Self.warmUp..<Self.runs {
        guard !cancellation.isCancelled else { throw SearchError.interrupted }
        let time = benchmark.run()
        if run >= 0 { seconds.append(time) }
      }
      let sorted = seconds.sorted()
      let median = Sample(sorted).median
      fastest = min(fastest, median)
      let spread = sorted[Self.runs * 3 / 4] - sorted[Self.runs / 4]
      if spread <= Self.quiet * median { break }
    }
    return fastest
  }
}

import Architectures
import ModelZoo
import Networks
import ProxyTraining

/// A network of the zoo as the training benchmarks run it: ten classes unless asked otherwise,
/// nothing dropped.
struct BenchmarkNetwork {
  var model: String
  var width = 1.0
  var resolution = 64
  var batch = 64
  var classes = 10

  func network() throws -> Network {
    let entry = try ModelZoo.model(named: model)
    guard let architecture = entry.architecture else {
      return try entry.network(resolution: resolution, classes: classes)
    }
    let scaled = try architecture.scaled(by: ScalingCoefficients(width: width)).architecture
    return try scaled.with(
      resolution: resolution, head: scaled.head.with(dropoutRate: 0, classes: classes),
      survivalProbability: 1
    ).lowered()
  }
}

/// How near a measured step is to what the machine can do.
struct StepLimit {
  /// Seconds that the plan's bytes and its arithmetic need at the machine's best.
  let memory: Double
  let arithmetic: Double

  init(_ benchmark: StepBenchmark, on speed: MachineSpeed) {
    memory = Double(benchmark.planBytes) / speed.triadBandwidth
    arithmetic = Double(2 * benchmark.multiplyAdds) / speed.operations
  }

  /// Both one after the other. Where caches keep data between steps, or both overlap, a step may
  /// beat it.
  var total: Double { memory + arithmetic }
}

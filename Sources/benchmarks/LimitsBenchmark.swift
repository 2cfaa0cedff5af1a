import ArgumentParser
import Foundation
import NetworkExecution
import ProxyTraining

/// How far training steps are from what the machine's memory and arithmetic allow, as a table.
struct LimitsBenchmark: ParsableCommand {
  static let configuration = CommandConfiguration(
    commandName: "limits",
    abstract: "Training steps beside the machine's bandwidth and peak, as a Markdown table.")

  @Option(help: "Threads.")
  var threads = 2
  @Option(help: "Steps to time, of each network.")
  var steps = 9

  private static let networks = [
    BenchmarkNetwork(model: "efficientnet-b0", width: 0.25),
    BenchmarkNetwork(model: "efficientnet-b0", width: 0.5),
    BenchmarkNetwork(model: "efficientnet-b0", batch: 32),
    BenchmarkNetwork(model: "mobilenet-v2"),
    BenchmarkNetwork(model: "resnet-18"),
    BenchmarkNetwork(model: "efficientnet-b0", resolution: 224, batch: 8),
  ]

  func validate() throws {
    try requireRanges(("threads", threads, 1...256), ("steps", steps, 1...100_000))
  }

  func run() throws {
    let speed = try MachineSpeed(threads: threads)
    print(
      String(
        format:
          "%@ kernels, %d threads: %.0f GFLOP/s at best, triad %.1f GB/s, reading %.1f GB/s\n",
        speed.variant, speed.threads, speed.operations / 1e9, speed.triadBandwidth / 1e9,
        speed.readBandwidth / 1e9))
    print(
      "| network | pixels, batch | MB | GFLOP | memory, ms | arithmetic, ms | step, ms | share |")
    print("|---|---|--:|--:|--:|--:|--:|--:|")
    for network in Self.networks { try measure(network, speed) }
  }

  private func measure(_ it: BenchmarkNetwork, _ speed: MachineSpeed) throws {
    let benchmark = try StepBenchmark(it.network(), batch: it.batch, threads: threads)
    for _ in 0..<2 { _ = benchmark.run() }
    let times = (0..<steps).map { _ in benchmark.run() }.sorted()
    let (median, limit) = (times[times.count / 2], StepLimit(benchmark, on: speed))
    let name = it.width == 1 ? it.model : "\(it.model), width \(it.width)"
    print(
      String(
        format: "| %@ | %d, %d | %.0f | %.1f | %.1f | %.1f | %.1f | %.0f %% |", name,
        it.resolution, it.batch, Double(benchmark.planBytes) / 1e6,
        Double(2 * benchmark.multiplyAdds) / 1e9, limit.memory * 1e3, limit.arithmetic * 1e3,
        median * 1e3, limit.total / median * 100))
  }
}

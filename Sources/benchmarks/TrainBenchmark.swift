import ArgumentParser
import Foundation
import NetworkExecution
import ProxyTraining

/// How long a training step takes: zero gradients, forward, softmax cross-entropy, backward, SGD
/// with momentum.
///
/// The keys are those of `peer_train.py`, which times the same in PyTorch.
struct TrainBenchmark: ParsableCommand {
  static let configuration = CommandConfiguration(
    commandName: "train", abstract: "A training step, or a batch of inference.")

  @OptionGroup var options: BenchmarkOptions
  @Option(help: "Classes.")
  var classes = 10
  @Option(help: "Steps to time.")
  var steps = 15
  @Option(help: "Steps before those.")
  var warmup = 4
  @Flag(help: "Time the forward pass in evaluation mode instead.")
  var inference = false
  @Flag(help: "Measure the machine as well, and say how far from its limit the network is.")
  var limits = false
  @Flag(help: "Print where the time of the plan's steps goes, on standard error.")
  var profile = false

  func validate() throws {
    try requireRanges(
      ("steps", steps, 1...100_000), ("warmup", warmup, 0...100_000),
      ("classes", classes, 1...1_000_000))
  }

  func run() throws {
    let benchmark = try StepBenchmark(
      options.network(classes: classes), batch: options.batch, threads: options.threads,
      isInference: inference)
    let warmUpSeconds = (0..<warmup).reduce(0) { sum, _ in sum + benchmark.run() }
    if profile { benchmark.measureSteps() }
    let times = (0..<steps).map { _ in benchmark.run() }.sorted()
    let median = times[times.count / 2]
    var line = ResultLine()
    options.add(to: &line)
    line.add("mode", benchmark.variant)
    line.add("threads", options.threads)
    line.add("inference", flag: inference)
    line.add("params", benchmark.parameters)
    line.add("step_ms", number: median * 1e3)
    line.add("images_per_second", number: Double(options.batch) / median)
    line.add("warmup_s", number: warmUpSeconds)
    line.add("plan_gflop", number: Double(2 * benchmark.multiplyAdds) / 1e9)
    line.add("plan_megabytes", number: Double(benchmark.planBytes) / 1e6)
    line.add("memory_megabytes", number: Double(benchmark.memoryBytes) / 1e6)
    if limits { try addLimits(of: benchmark, median: median, to: &line) }
    line.print()
    if profile { printProfile(benchmark) }
  }

  private func addLimits(
    of benchmark: StepBenchmark, median: Double, to line: inout ResultLine
  ) throws {
    let speed = try MachineSpeed(threads: options.threads)
    let limit = StepLimit(benchmark, on: speed)
    line.add("peak_gflops", number: speed.operations / 1e9)
    line.add("triad_gigabytes_per_second", number: speed.triadBandwidth / 1e9)
    line.add("memory_ms", number: limit.memory * 1e3)
    line.add("arithmetic_ms", number: limit.arithmetic * 1e3)
    line.add("limit_share", number: limit.total / median)
  }

  private func printProfile(_ benchmark: StepBenchmark) {
    let times = benchmark.steps(runs: steps)
    var kinds: [String: Double] = [:]
    for time in times { kinds[time.kind, default: 0] += 1e3 * time.seconds }
    var text = ""
    for (kind, sum) in kinds.sorted(by: { ($1.value, $0.key) < ($0.value, $1.key) }) {
      text += String(format: "%9.3f ms  %@\n", sum, kind)
    }
    for time in times.sorted(by: { $0.seconds > $1.seconds }).prefix(40) {
      text += String(format: "%9.3f ms  %@  %@\n", 1e3 * time.seconds, time.kind, time.layer)
    }
    FileHandle.standardError.write(Data(text.utf8))
  }
}

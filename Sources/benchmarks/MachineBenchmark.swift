import ArgumentParser
import NetworkExecution
import ProxyTraining

/// What the machine can do at best: the yardstick of `train`.
struct MachineBenchmark: ParsableCommand {
  static let configuration = CommandConfiguration(
    commandName: "machine",
    abstract: "Peak arithmetic and memory bandwidth, on one thread and on more.")

  @Option(help: "The most threads.")
  var threads = 2
  @Option(help: "Seconds to measure each number of threads.")
  var seconds = 2.0

  func validate() throws {
    guard (1...256).contains(threads) else {
      throw ValidationError("threads \(threads); expected 1...256")
    }
    guard seconds > 0, seconds <= 600 else {
      throw ValidationError("seconds \(seconds); expected above 0, up to 600")
    }
  }

  func run() throws {
    for count in 1...threads {
      let speed = try MachineSpeed(threads: count, seconds: seconds)
      var line = ResultLine()
      line.add("benchmark", "machine")
      line.add("mode", speed.variant)
      line.add("threads", speed.threads)
      line.add("peak_gflops", number: speed.operations / 1e9)
      line.add("read_gigabytes_per_second", number: speed.readBandwidth / 1e9)
      line.add("triad_gigabytes_per_second", number: speed.triadBandwidth / 1e9)
      line.print()
    }
  }
}

import ArgumentParser
import Architectures
import Interchange
import ModelZoo
import NetworkExecution
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
      guard width == 1 else {
        throw ValidationError(
          "--width \(width): \(model) is a graph of cells; expected one that stages describe, or 1")
      }
      return try entry.network(resolution: Resolution(resolution), classes: classes)
    }
    let scaled = try architecture.scaled(by: ScalingCoefficients(width: width)).architecture
    return try scaled.with(
      resolution: Resolution(resolution), head: scaled.head.with(dropoutRate: 0, classes: classes),
      survivalProbability: 1
    ).lowered()
  }
}

/// What the benchmarks of a training ask for.
struct BenchmarkOptions: ParsableArguments {
  @Option(help: "A name of the zoo.")
  var model = "efficientnet-b0"
  @Option(help: "An architecture file instead, as it stands but for its classes.")
  var architecture: String?
  @Option(help: "Width coefficient.")
  var width = 1.0
  @Option(help: "Pixels along each side.")
  var resolution = 64
  @Option(help: "Images per step.")
  var batch = 64
  @Option(help: "Threads.")
  var threads = 2

  func validate() throws {
    try requireRanges(
      ("batch", batch, 1...65_536), ("threads", threads, 1...256),
      ("resolution", resolution, 1...4096))
  }

  /// - Parameter classes: those of `shapes`, unless given.
  /// - Returns: The network.
  /// - Throws: What a network can't be built for.
  func network(classes: Int = 10) throws -> Network {
    if let architecture {
      let read = try ArchitectureFile.read(architecture)
      return try read.with(
        head: read.head.with(dropoutRate: 0, classes: classes), survivalProbability: 1
      ).lowered()
    }
    return try BenchmarkNetwork(
      model: model, width: width, resolution: resolution, batch: batch, classes: classes
    ).network()
  }

  /// Adds what was measured to a result.
  func add(to line: inout ResultLine) {
    if let architecture {
      line.add("architecture", architecture)
    } else {
      line.add("model", model)
      line.add("width", number: width)
      line.add("resolution", resolution)
    }
    line.add("batch", batch)
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

  /// Both one after the other.
  ///
  /// Where caches keep data between steps, or both overlap, a step may beat it.
  var total: Double { memory + arithmetic }
}

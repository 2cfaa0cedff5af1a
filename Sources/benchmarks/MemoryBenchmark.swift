import ArgumentParser
import Architectures
import Foundation
import ModelZoo
import Networks
import ProxyTraining
import TrainingData

/// Whether a training takes the memory that was planned for it.
struct MemoryBenchmark: ParsableCommand {
  static let configuration = CommandConfiguration(
    commandName: "memory", abstract: "Planned memory of a training, and what it really takes.")

  @Option(help: "A name of the zoo that stages describe.")
  var model = "efficientnet-b0"
  @Option(help: "Width coefficient.")
  var width = 1.0
  @Option(help: "Pixels along each side.")
  var resolution = 64
  @Option(help: "Images per step.")
  var batch = 64
  @Option(help: "Threads.")
  var threads = 2

  func run() throws {
    guard let architecture = try ModelZoo.model(named: model).architecture else {
      throw ValidationError("--model \(model): a graph of cells; expected one with stages")
    }
    let scaled = try architecture.scaled(by: ScalingCoefficients(width: width)).architecture
    let network = try scaled.with(
      resolution: resolution, head: scaled.head.with(classes: 10)
    ).lowered()
    let data = try DataSet.shapes(trainingCount: batch, validationCount: batch)
    let before = Self.peakResidentBytes
    let result = try Trainer.train(
      network, on: data, settings: TrainingSettings(steps: 2, batchSize: batch), threads: threads)
    let after = Self.peakResidentBytes
    var line = ResultLine()
    line.add("model", model)
    line.add("width", number: width)
    line.add("resolution", resolution)
    line.add("batch", batch)
    line.add("planned_megabytes", number: Double(result.memoryBytes) / 1e6)
    line.add("resident_megabytes", number: Double(after) / 1e6)
    line.add("resident_before_megabytes", number: Double(before) / 1e6)
    line.add("growth_over_planned", number: Double(after - before) / Double(result.memoryBytes))
    line.print()
  }

  /// The largest resident set of this process so far.
  private static var peakResidentBytes: Int {
    var usage = rusage()
    #if os(Linux)
      // Glibc imports the constant as an enumeration, and counts in KiB.
      getrusage(__rusage_who_t(RUSAGE_SELF.rawValue), &usage)
      return usage.ru_maxrss * 1024
    #else
      getrusage(RUSAGE_SELF, &usage)
      return usage.ru_maxrss
    #endif
  }
}

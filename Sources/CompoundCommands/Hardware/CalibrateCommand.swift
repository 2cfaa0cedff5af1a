import ArgumentParser
import CostModel
import Files
import Foundation
import Interchange
import ModelZoo
import Networks
import Reporting
import Statistics

struct CalibrateCommand: Command {
  static let configuration = CommandConfiguration(
    commandName: "calibrate",
    abstract: "Measures this machine with the toolkit's own kernels and writes a device file.",
    discussion: """
      Times inferences of networks that are bound in different ways, fits a roofline to them, and \
      says how far it is off on networks that were left out. The file is what --device and \
      --latency read. Let nothing else run on the machine meanwhile.
      Example:
        compound calibrate --output this-machine.yaml
      """)

  @Option(help: "The device file to write. (default: the name and .yaml)")
  var output: String?

  @Option(help: "What to call the device.")
  var name = "this-machine"

  @Option(help: "Seconds to time each network for.")
  var seconds = 0.6

  @OptionGroup var processors: ThreadsOption
  @OptionGroup var format: FormatOption

  func validate() throws {
    guard Device.isName(name), output != nil || !name.contains("/") else {
      throw ValidationError("--name '\(name)': expected one word without @ and /")
    }
    guard seconds >= 0, seconds <= 60 else {
      throw ValidationError("--seconds \(seconds): expected 0 to 60")
    }
  }

  func run(_ streams: Streams) throws {
    let path = output ?? "\(name).yaml"
    try OutputFile.check(path)
    let (calibration, spread) = try calibration(streams)
    let device = calibration.device
    let table = DeviceTables.calibration(calibration, spread: spread)
    try DeviceFile.write(device, to: path, comments: table.notes)
    format.print(
      [
        ("device", DeviceTables.devices([device])), ("calibration", table),
      ], to: streams.beside(path))
    streams.diagnostics("Device file: \(path)")
  }

  private static let passes = 3

  /// What was fitted, and by what share the passes' fastest runs differ on average.
  private func calibration(_ streams: Streams) throws -> (Calibration, spread: Double) {
    let interruption = Interruption()
    let bar = ProgressBar(title: "Measuring", output: streams.progress)
    defer { bar.finish() }
    let measurement = MachineMeasurement(
      threads: processors.threads, seconds: seconds / Double(Self.passes))
    let examples = CalibrationNetworks.all
    var fastest = [[Double]](repeating: [], count: examples.count)
    // Several passes over all: what disturbs a machine for a while then misses a part of each.
    for turn in 0..<Self.passes * examples.count {
      guard !interruption.isRequested else { throw CancellationError() }
      let index = turn % examples.count
      let example = examples[index]
      bar.update(
        Reporting.Progress(
          fraction: Double(turn) / Double(Self.passes * examples.count),
          count: "pass \(turn / examples.count + 1)/\(Self.passes)",
          details: ["\(example.model) at \(example.resolution), batch \(example.batch)"]))
      fastest[index].append(try measurement.seconds(of: example))
    }
    let ranges = fastest.map { (least: $0.min() ?? 0, most: $0.max() ?? 0) }
    let measured = try zip(examples, ranges.map(\.least)).map { example, seconds in
      CostModel.Measurement(
        network: try ModelZoo.model(named: example.model).network(
          resolution: Resolution(example.resolution)),
        batch: example.batch, seconds: seconds)
    }
    let parts = zip(examples, measured)
    let calibration = try Calibration(
      name: name, measurements: parts.filter { !$0.0.isHeldOut }.map(\.1),
      heldOut: parts.filter(\.0.isHeldOut).map(\.1),
      source: "measured by 'compound calibrate' with \(processors.threads) threads")
    return (calibration, Sample(ranges.map { $0.most / $0.least - 1 }).mean)
  }
}

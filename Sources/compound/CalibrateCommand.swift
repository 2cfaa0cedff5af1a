import ArgumentParser
import CostModel
import Foundation
import Interchange
import ModelZoo
import Reporting

struct CalibrateCommand: ParsableCommand {
  static let configuration = CommandConfiguration(
    commandName: "calibrate",
    abstract: "Measures this machine with the toolkit's own kernels and writes a device file.",
    discussion: """
      Times inferences of networks that are bound in different ways, fits a roofline to them, and \
      says how far it is off on networks that were left out. The file is what --device and \
      --latency read. Let nothing else run on the machine meanwhile.
      """)

  @Option(help: "The device file to write. (default: the name and .yaml)")
  var output: String?

  @Option(help: "What to call the device.")
  var name = "this-machine"

  @Option(help: "Threads to compute with.")
  var threads = ProcessInfo.processInfo.activeProcessorCount

  @Option(help: "Seconds to time each network for.")
  var seconds = 0.3

  @OptionGroup var format: FormatOption

  func validate() throws {
    guard Device.isName(name), output != nil || !name.contains("/") else {
      throw ValidationError("--name '\(name)': expected one word without @ and /")
    }
    guard (1...256).contains(threads) else {
      throw ValidationError("--threads \(threads): expected 1 to 256")
    }
    guard seconds >= 0, seconds <= 60 else {
      throw ValidationError("--seconds \(seconds): expected 0 to 60")
    }
  }

  func run() throws {
    let path = output ?? "\(name).yaml"
    try checkFolder(of: path)
    let calibration = try calibration()
    let device = calibration.device
    let table = DeviceTables.calibration(calibration)
    try DeviceFile.write(device, to: path, comments: table.notes)
    format.print([
      ("device", DeviceTables.devices([device])), ("calibration", table),
    ])
    Diagnostics.write("Device file: \(path)")
  }

  private func calibration() throws -> Calibration {
    let interruption = Interruption()
    let bar = ProgressBar(title: "Measuring")
    defer { bar.finish() }
    let measurement = MachineMeasurement(threads: threads, seconds: seconds)
    var (fitted, heldOut): ([CostModel.Measurement], [CostModel.Measurement]) = ([], [])
    for (index, example) in CalibrationNetworks.all.enumerated() {
      guard !interruption.isRequested else { throw CancellationError() }
      bar.update(
        Reporting.Progress(
          fraction: Double(index) / Double(CalibrationNetworks.all.count),
          count: "network \(index + 1)/\(CalibrationNetworks.all.count)",
          details: ["\(example.model) at \(example.resolution), batch \(example.batch)"]))
      let measured = try measurement.measure(example)
      if example.isHeldOut { heldOut.append(measured) } else { fitted.append(measured) }
    }
    return try Calibration(
      name: name, measurements: fitted, heldOut: heldOut,
      source: "measured by 'compound calibrate' with \(threads) threads")
  }

  /// Refuses a place that cannot be written to before the time for measuring is spent.
  private func checkFolder(of path: String) throws {
    let folder = URL(fileURLWithPath: path).deletingLastPathComponent().path
    guard FileManager.default.isWritableFile(atPath: folder) else {
      throw InputError(
        "cannot write \(path): the folder \(folder) does not exist or is not writable")
    }
    var isFolder: ObjCBool = false
    if FileManager.default.fileExists(atPath: path, isDirectory: &isFolder), isFolder.boolValue {
      throw InputError("cannot write \(path): it is a folder")
    }
  }
}

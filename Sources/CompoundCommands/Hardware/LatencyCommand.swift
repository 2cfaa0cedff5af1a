import ArgumentParser
import CostModel
import Interchange
import NetworkExecution
import Networks
import ProxyTraining
import Reporting
import Statistics

struct LatencyCommand: Command {
  static let configuration = CommandConfiguration(
    commandName: "latency",
    abstract: "Times inferences of networks on this machine, in alternation.",
    discussion: """
      As the paper's Table 4: one image, one core, the mean of 20 runs, after warm-up. Weights are \
      random, which changes no time. Beside what is measured: the time that the roofline of \
      --device predicts (without it, of what this machine's arithmetic and memory reach, measured \
      now), and the arithmetic reached.
      Examples:
        compound latency efficientnet-b0 resnet-50 my-net.yaml model.onnx
        compound latency mobilenet-v2 --layers --batch 8 --threads 2
      --import puts the times of another engine beside ours: a file with the line \
      model,milliseconds and one such line for each model. How to get them:
        ONNX Runtime  onnxruntime_perf_test -m times -r 20 -x 1 -I model.onnx
        TensorRT      trtexec --onnx=model.onnx --iterations=20
        Core ML       Xcode, the model's Performance tab, or MLModel.prediction(from:) in a loop
      """)

  @Argument(
    help: """
      Known networks, ranges of them such as efficientnet-b0..b3, architecture files or ONNX files. \
      (default: those of --import)
      """,
    completion: Completions.model)
  var models: [String] = []

  @Option(help: "Images of an inference.")
  var batch = 1

  @Option(help: "Threads of an inference.")
  var threads = 1

  @Option(help: "Runs of each network that count.")
  var runs = 20

  @Flag(help: "Show where each network's time goes, step by step.")
  var layers = false

  @Option(
    name: .customLong("import"),
    help: ArgumentHelp("Times of another engine, lines of model,milliseconds.", valueName: "file"))
  var importedTimes: String?

  @Option(
    help: ArgumentHelp(
      "The device that predicts, a name or a file. (default: this machine, measured now)",
      valueName: "name|file"),
    completion: Completions.device)
  var device: String?

  @OptionGroup var inputs: InputOptions
  @OptionGroup var sizes: SizeOptions
  @OptionGroup var output: TableFilesOption

  func validate() throws {
    for (name, value, allowed) in [
      ("batch", batch, 1...65_536), ("threads", threads, 1...256), ("runs", runs, 1...100_000),
    ] where !allowed.contains(value) {
      throw ValidationError(
        "--\(name) \(value): expected \(allowed.lowerBound) to \(allowed.upperBound)")
    }
    guard !models.isEmpty || importedTimes != nil else {
      throw ValidationError("no model is given; expected one, or --import FILE")
    }
  }

  func run(_ streams: Streams) throws {
    let imported = try importedTimes.map { try ImportedTimes(path: $0) }
    let names = try CostedModel.names(models.isEmpty ? imported?.models ?? [] : models)
    try CostedModel.check(inputs, names)
    try imported?.check(names)
    let device = try device.map(DeviceFile.device) ?? thisMachine()
    let timed = try names.map { name in
      let isONNX = try ForeignFormat(model: name) == .onnx
      let source = try ModelSource(name, isONNX ? inputs : nil)
      return try TimedNetwork(
        source.name, source.network(sizes.requested), batch: batch, threads: threads)
    }
    try TimedNetwork.measure(timed, runs: runs, bySteps: layers, streams)
    let rows = try zip(names, timed).map { name, network in
      LatencyTables.Row(
        model: network.name, resolution: network.network.inputShape.resolution,
        multiplyAdds: batch * (try NetworkCost.total(of: network.network).multiplyAdds),
        measured: Sample(network.seconds),
        predicted: try Latency(of: network.network, on: device, batch: batch).seconds,
        imported: imported?.seconds[name], memoryBytes: network.benchmark.memoryBytes)
    }
    var sections = [
      (
        "latency",
        LatencyTables.networks(
          rows, device: device, batch: batch, threads: threads, runs: runs,
          variant: timed.first?.benchmark.variant ?? "")
      )
    ]
    if layers {
      sections.append(
        (
          "layers",
          LatencyTables.steps(timed.map { ($0.name, $0.benchmark.steps(runs: runs)) })
        ))
    }
    try output.print(sections, to: streams)
  }

  /// What this machine reaches, as a device.
  private func thisMachine() throws -> Device {
    let speed = try MachineSpeed(threads: threads, seconds: 0.4)
    return try Device(
      name: "this-machine", operationsPerSecond: speed.operations,
      bytesPerSecond: speed.triadBandwidth, launchSeconds: 1e-6,
      source: "measured by 'compound latency' with \(threads) threads")
  }
}

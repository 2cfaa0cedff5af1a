import ArgumentParser
import Architectures
import CostModel
import ModelZoo
import Networks

/// How long a network takes to be lowered and costed: what a search pays per candidate.
struct CostBenchmark: ParsableCommand {
  static let configuration = CommandConfiguration(
    commandName: "cost", abstract: "Lowering and costing networks, on one core.")

  @Option(help: "Seconds to measure each case.")
  var seconds = 0.5

  func validate() throws {
    try requireRanges(("seconds", seconds, 0.001...600))
  }

  func run() throws {
    try measureCandidate()
    for name in ["efficientnet-b7", "resnet-50", "mobilenet-v2", "nasnet-a-large"] {
      let model = try ModelZoo.model(named: name)
      try measure("build+cost", try model.network()) {
        keep(try NetworkCost(of: model.network()))
      }
    }
  }

  /// The steps that a candidate of a search goes through.
  private func measureCandidate() throws {
    guard let architecture = try ModelZoo.model(named: "efficientnet-b0").architecture else {
      throw ValidationError("efficientnet-b0 is not described by stages")
    }
    let network = try architecture.lowered()
    try measure("lower", network) { keep(try architecture.lowered()) }
    try measure("cost", network) { keep(try NetworkCost(of: network)) }
    try measure("total", network) { keep(try NetworkCost.total(of: network)) }
    try measure("lower+cost", network) { keep(try NetworkCost(of: architecture.lowered())) }
    try measure("lower+total", network) {
      keep(try NetworkCost.total(of: architecture.lowered()))
    }
    let coefficients = try CompoundScaling.paper.coefficients(phi: 1)
    try measure("scale+lower+total", network) {
      let scaled = try architecture.scaled(by: coefficients)
      keep(try NetworkCost.total(of: scaled.architecture.lowered()))
    }
  }

  private func measure(_ what: String, _ network: Network, _ body: () throws -> Void) throws {
    let timing = try Timing(seconds: seconds, body)
    var line = ResultLine()
    line.add("benchmark", "cost")
    line.add("network", network.name)
    line.add("measure", what)
    line.add("layers", network.layers.count)
    line.add("runs", timing.microseconds.count)
    line.add("minimumMicroseconds", microseconds: timing.minimum)
    line.add("medianMicroseconds", microseconds: timing.median)
    line.print()
  }
}

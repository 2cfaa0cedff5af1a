import ArgumentParser
import Architectures
import CostModel
import Networks
import Reporting

struct SweepCommand: ParsableCommand {
  static let configuration = CommandConfiguration(
    commandName: "sweep",
    abstract: "Scales a network along φ: depth α^φ, width β^φ, resolution γ^φ.")

  @Argument(help: "A known network described by stages, or an architecture file.")
  var model: String

  @Option(help: "Growth of depth per unit of φ.")
  var alpha = 1.2

  @Option(help: "Growth of width per unit of φ.")
  var beta = 1.1

  @Option(help: "Growth of resolution per unit of φ.")
  var gamma = 1.15

  @Option(
    parsing: .unconditional,
    help: "Values of φ: a list, a range, a range with a step (0...7, -1...2:0.5, 0,0.5,2).")
  var phi = PhiList(values: (0...7).map(Double.init))

  @OptionGroup var changes: ModelChanges
  @OptionGroup var output: FormatOption

  func run() throws {
    let baseline = try changes.applied(to: ModelSource(model).scalable())
    let scaling = try CompoundScaling(alpha: alpha, beta: beta, gamma: gamma)
    let rows = try phi.values.map { phi in
      let coefficients = try scaling.coefficients(phi: phi)
      let scaled = try baseline.scaled(by: coefficients).architecture
      return SweepTable.Row(
        phi: phi, coefficients: coefficients, resolution: scaled.resolution,
        cost: try NetworkCost.total(of: scaled.lowered()))
    }
    output.print(
      SweepTable.table(
        model: baseline.name, scaling: scaling,
        baseline: try NetworkCost.total(of: baseline.lowered()), rows: rows))
  }
}

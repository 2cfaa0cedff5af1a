import ArgumentParser
import Architectures
import ModelZoo
import Reporting

struct ImpliedPhiCommand: ParsableCommand {
  static let configuration = CommandConfiguration(
    commandName: "implied-phi",
    abstract: "Shows the φ that depth, width and resolution of each released EfficientNet imply.")

  @Option(help: "Growth of depth per unit of φ.")
  var alpha = 1.2

  @Option(help: "Growth of width per unit of φ.")
  var beta = 1.1

  @Option(help: "Growth of resolution per unit of φ.")
  var gamma = 1.15

  @OptionGroup var output: FormatOption

  func run() throws {
    let scaling = try CompoundScaling(alpha: alpha, beta: beta, gamma: gamma)
    output.print(
      ImpliedPhiTable.table(try ModelZoo.releasedCoefficients, scaling: scaling))
  }
}

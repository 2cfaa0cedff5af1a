import ArgumentParser
import Architectures

/// The constants of compound scaling, the paper's where they are not given.
struct CompoundOptions: ParsableArguments {
  @Option(help: "Growth of depth per unit of φ.")
  var alpha = 1.2

  @Option(help: "Growth of width per unit of φ.")
  var beta = 1.1

  @Option(help: "Growth of resolution per unit of φ.")
  var gamma = 1.15

  func scaling() throws -> CompoundScaling {
    try CompoundScaling(alpha: alpha, beta: beta, gamma: gamma)
  }
}

import Architectures
import ArgumentParser
import CoefficientSearch
import ModelZoo
import Reporting
import Searches

/// Whether the search for coefficients tells the truth, on surfaces that are known.
struct CoefficientBenchmark: ParsableCommand {
  static let configuration = CommandConfiguration(
    commandName: "coefficients",
    abstract: "How often the answers of a coefficient search are right, on known surfaces.",
    discussion: """
      The search's own design, stages and statements, with simulated scores: seeds of one network \
      differ by a standard deviation of 0.5 to 1.8 points, networks from the surface by 0.3.
      """)

  @Argument(help: "A search file for coefficients by response surface.")
  var file = "searches/b0-coefficients.yaml"

  @Option(help: "Simulated searches on each surface.")
  var runs = 400

  @Option(help: "Form of the table.")
  var format: OutputFormat = .text

  func validate() throws { try requireRanges(("runs", runs, 1...1_000_000)) }

  func run() throws {
    let (definition, base) = try Self.search(file)
    let simulation = try SurfaceSimulation(definition, base: base)
    let rows = try SurfaceSimulation.Truth.all.map { try simulation.run($0, runs: runs) }
    try Terminal.standardOutput.write(
      format.writer(
        width: Terminal.standardOutput.width, usesUnicode: Terminal.supportsUnicode
      ).render(SurfaceSimulationTable.table(rows)))
  }

  /// The search that a file describes, and the architecture that it scales.
  static func search(_ file: String) throws -> (SurfaceDefinition, Architecture) {
    guard case .surface(let definition) = try SearchFile(path: file).definition else {
      throw ValidationError("\(file) is no search for coefficients by response surface")
    }
    guard let base = try ModelZoo.model(named: definition.model).architecture else {
      throw ValidationError("\(definition.model) has no stages to scale")
    }
    return (definition, base)
  }
}

import ArchitectureSearch
import ArgumentParser
import CostModel
import Files
import Foundation
import Reporting
import Searches
import SearchSpaces

/// Every sampler against random search, on objectives whose optimum is known exactly.
struct SamplerBenchmark: ParsableCommand {
  static let configuration = CommandConfiguration(
    commandName: "samplers",
    abstract: "The regret of every sampler against random search, as a table and a chart.",
    discussion: """
      Each seed is a landscape of its own over the space: accuracies add up over stages, so the best \
      reward follows from the exact front. Regret is the share of it that is still missing.
      """)

  @Argument(help: "A search file with a space and a reward.")
  var file = "searches/mnasnet-400m.yaml"

  @Option(help: "The most multiply-adds of a candidate.")
  var most = 600_000_000

  @Option(help: "Landscapes.")
  var seeds = 20

  @Option(help: "Trials of each search.")
  var trials = 500

  @Option(help: "A file for the chart, SVG.")
  var chart: String?

  @Option(help: "Form of the table.")
  var format: OutputFormat = .text

  func validate() throws {
    try requireRanges(("seeds", seeds, 2...100_000), ("trials", trials, 2...100_000))
  }

  func run() throws {
    guard case .architecture(let definition) = try SearchFile(path: file).definition else {
      throw ValidationError("\(file) searches no space")
    }
    let domain = try SearchDomain(
      SpaceGraph(SearchSpace(definition.space)),
      band: Bounds(multiplyAdds: .init(most: most)))
    let comparison = try SamplerComparison(
      domain, reward: definition.objective.reward, seeds: seeds, trials: trials)
    try Terminal.standardOutput.write(
      format.writer(
        width: Terminal.standardOutput.width, usesUnicode: Terminal.supportsUnicode
      ).render(SamplerTable.table(comparison)))
    if let chart {
      let picture = SVGChart.render(
        SamplerTable.chart(comparison, space: definition.space.name))
      try OutputFile.write(chart, bytes: picture.utf8)
    }
  }
}

extension OutputFormat: ExpressibleByArgument {}

import ArgumentParser
import CostModel
import Randomness
import Searches
import SearchSpaces

/// How fast a search space is counted, drawn from and walked through, on one core but for the table.
struct SpaceBenchmark: ParsableCommand {
  static let configuration = CommandConfiguration(
    commandName: "space", abstract: "Counting, drawing and walking a search space.")

  @Argument(help: "A search file with a space and its budgets.")
  var file = "searches/mnasnet-400m.yaml"

  @Option(help: "Draws to time.")
  var draws = 200_000

  @Option(help: "Architectures to walk.")
  var walked = 20_000_000

  func validate() throws {
    try requireRanges(("draws", draws, 1...1_000_000_000), ("walked", walked, 1...1_000_000_000))
  }

  func run() throws {
    let file = try SpaceFile(path: file)
    let (graph, graphSeconds) = try timed { try SpaceGraph(file.space) }
    report("cost every stage", seconds: graphSeconds, count: 1)
    let (table, tableSeconds) = try timed { try BandTable(graph, file.band?.additive ?? Bounds()) }
    report("count the band", seconds: tableSeconds, count: 1)
    var sum = 0
    var generator = CounterGenerator(seed: 0, purpose: "benchmark")
    let (_, bandSeconds) = timed {
      for _ in 0..<draws { sum &+= table.sample(using: &generator)?.costs.multiplyAdds ?? 0 }
    }
    report("draw from the band, with exact costs", seconds: bandSeconds, count: draws)
    let sampler = UniformSampler(graph)
    let (_, spaceSeconds) = timed {
      for _ in 0..<draws { sum &+= sampler.sample(using: &generator).costs.multiplyAdds }
    }
    report("draw from the whole space, with exact costs", seconds: spaceSeconds, count: draws)
    var left = walked
    let (_, walkSeconds) = timed {
      graph.walk { costs in
        sum &+= costs.multiplyAdds &+ costs.parameters
        left -= 1
        return left > 0
      }
    }
    report("walk, with exact costs", seconds: walkSeconds, count: walked - left)
    keep(sum)
  }

  private func timed<Result>(_ body: () throws -> Result) rethrows -> (Result, Double) {
    let start = ContinuousClock.now
    let result = try body()
    return (result, (ContinuousClock.now - start) / .seconds(1))
  }

  private func report(_ measure: String, seconds: Double, count: Int) {
    var line = ResultLine()
    line.add("benchmark", "space")
    line.add("file", file)
    line.add("measure", measure)
    line.add("count", count)
    line.add("seconds", number: seconds)
    if count > 1 { line.add("perSecond", number: Double(count) / seconds) }
    line.print()
  }
}

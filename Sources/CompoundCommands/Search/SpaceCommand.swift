import ArgumentParser
import CostModel
import Randomness
import Reporting
import Searches
import SearchSpaces

struct SpaceCommand: Command {
  static let configuration = CommandConfiguration(
    commandName: "space",
    abstract: "Counts a search space exactly, and draws from it uniformly.",
    discussion: """
      The number of architectures, also within bounds on FLOPs and parameters, is exact: costs are \
      sums over stages, so they are counted without building the networks one by one. Draws are \
      uniform within the bounds and none is wasted. Numbers are read as people write them: \
      --flops 300M...400M, --flops ...1.5B.
      Examples:
        compound space searches/quick.yaml --sample 5
        compound space searches/mnasnet-400m.yaml --flops 300M...400M
      """)

  @Argument(help: "A space, or a search file with one.", completion: Completions.searchFile)
  var file: String

  @Option(help: "Bounds on multiply-adds, LOW...HIGH. (default: those of the search file)")
  var flops: CostRange?

  @Option(help: "Bounds on parameters, LOW...HIGH. (default: those of the search file)")
  var parameters: CostRange?

  @Option(help: "Uniform draws to list, within the bounds.")
  var sample: Int?

  @Option(help: "Seed of the draws.")
  var seed = 0

  @Flag(help: "List the exact Pareto front of two costs over the whole space.")
  var front = false

  @Option(help: "The costs of the front: multiplyAdds, parameters or activations, least or most.")
  var objectives = ObjectivePair.standard

  @Option(help: "Points of the front to list, spread over its length.")
  var points = 20

  @Option(
    help: """
      Channels of the input images. (default: what the space says, else those of the search's data, \
      else 3)
      """)
  var inputChannels: Int?

  @OptionGroup var output: TableFilesOption

  func validate() throws {
    if let sample, !(1...1_000_000).contains(sample) {
      throw ValidationError("--sample \(sample): expected 1 to 1000000")
    }
    if let inputChannels, !(1...65_536).contains(inputChannels) {
      throw ValidationError("--input-channels \(inputChannels): expected 1 to 65536")
    }
    guard seed >= 0 else { throw ValidationError("--seed \(seed): expected 0 or more") }
    guard (2...10_000_000).contains(points) else {
      throw ValidationError("--points \(points): expected 2 to 10000000")
    }
  }

  func run(_ streams: Streams) throws {
    let file = try SpaceFile(path: file, inputChannels: inputChannels) { recipe in
      do {
        return try DataSource.channels(of: recipe)
      } catch {
        streams.diagnostics(
          "compound: the costs are those for images of three channels, as the search's data cannot "
            + "be read; --input-channels sets others (\(error))")
        return nil
      }
    }
    var bounds = file.band ?? Bounds()
    if let flops { bounds.multiplyAdds = flops.bounds }
    if let parameters { bounds.parameters = parameters.bounds }
    let graph = try SpaceGraph(
      file.space, latencySteps: LatencySteps(for: bounds, on: file.device))
    let band = try graph.countable(bounds)
    let uncounted = Metric.allCases.filter { bounds[$0] != band[$0] }.map(\.title)
    if !uncounted.isEmpty {
      streams.diagnostics(
        "compound: bounds on \(uncounted.joined(separator: " and ")) are on no sum over stages that can "
          + "be counted with the others; a search looks at each candidate")
    }
    let table = band.isOpen ? nil : try BandTable(graph, band)
    let summary = SpaceSummary(graph, table: table)
    var sections: [(key: String, table: Table)] = [
      ("space", SpaceTables.summary(summary, of: file.space, band: band)),
      ("histogram", SpaceTables.histogram(summary)),
    ]
    if let sample {
      let paths = draw(sample, from: graph, table)
      sections.append(("samples", try SpaceTables.architectures(paths, of: graph, "Draws")))
    }
    if front {
      let front = try graph.front(objectives.first, objectives.second)
      sections.append(
        (
          "front",
          try SpaceTables.front(front, of: graph, objectives: objectives.text, count: points)
        ))
    }
    try output.print(sections, to: streams)
  }

  /// Uniform draws; none from an empty band.
  private func draw(_ count: Int, from graph: SpaceGraph, _ table: BandTable?) -> [SpacePath] {
    var generator = CounterGenerator(seed: UInt64(seed), purpose: "space sample")
    guard let table else {
      let sampler = UniformSampler(graph)
      return (0..<count).map { _ in sampler.sample(using: &generator) }
    }
    return (0..<count).compactMap { _ in table.sample(using: &generator) }
  }
}

import ArgumentParser

/// Measures the speed of the toolkit's parts; every result is one JSON object on its own line.
@main
struct Benchmarks: ParsableCommand {
  static let configuration = CommandConfiguration(
    commandName: "benchmarks",
    abstract: "Measures the speed of the toolkit's parts, as JSON lines.",
    subcommands: [
      CostBenchmark.self, DataBenchmark.self, MachineBenchmark.self, TrainBenchmark.self,
      MemoryBenchmark.self, LimitsBenchmark.self, SpaceBenchmark.self, SamplerBenchmark.self,
    ])
}

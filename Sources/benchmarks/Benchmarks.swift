import ArgumentParser
import Foundation

/// Measures the speed of the toolkit's parts; every result is one JSON object on its own line.
@main
struct Benchmarks: ParsableCommand {
  static let configuration = CommandConfiguration(
    commandName: "benchmarks",
    abstract: "Measures the speed of the toolkit's parts, as JSON lines.",
    subcommands: [
      CostBenchmark.self, DataBenchmark.self, MachineBenchmark.self, TrainBenchmark.self,
      MemoryBenchmark.self, LimitsBenchmark.self, SpaceBenchmark.self, SamplerBenchmark.self,
      CoefficientBenchmark.self, NullBenchmark.self, ClusterBenchmark.self,
    ])

  /// Ends with the exit codes of `compound`: 64 for usage, 65 for input that cannot be used.
  static func main() async {
    do {
      var command = try parseAsRoot()
      if var command = command as? any AsyncParsableCommand {
        try await command.run()
      } else {
        try command.run()
      }
    } catch {
      if [.success, .validationFailure].contains(exitCode(for: error)) { exit(withError: error) }
      FileHandle.standardError.write(Data("benchmarks: \(error)\n".utf8))
      Foundation.exit(65)
    }
  }
}

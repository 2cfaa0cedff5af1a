import ArgumentParser
import Foundation
import ProxyTraining
import TrainingData
import TrainingRecipes

/// Whether a training takes the memory that was planned for it.
struct MemoryBenchmark: ParsableCommand {
  static let configuration = CommandConfiguration(
    commandName: "memory", abstract: "Planned memory of a training, and what it really takes.")

  @OptionGroup var options: BenchmarkOptions

  func run() throws {
    let (batch, network) = (options.batch, try options.network())
    let data = try DataSet.shapes(trainingCount: batch, validationCount: batch)
    let before = peakResidentBytes()
    let result = try Trainer.train(
      network, on: data, recipe: TrainingRecipe(steps: 2, batchSize: batch),
      threads: options.threads)
    let after = peakResidentBytes()
    var line = ResultLine()
    options.add(to: &line)
    line.add("planned_megabytes", number: Double(result.memoryBytes) / 1e6)
    line.add("resident_megabytes", number: Double(after) / 1e6)
    line.add("resident_before_megabytes", number: Double(before) / 1e6)
    line.add("growth_over_planned", number: Double(after - before) / Double(result.memoryBytes))
    line.print()
  }
}

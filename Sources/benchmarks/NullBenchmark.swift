import Architectures
import ArgumentParser
import CoefficientSearch
import Foundation
import ModelZoo
import ProxyTraining
import Randomness
import Reporting
import Searches
import Statistics
import Studies
import TrainingData
import TrainingRecipes

/// Whether the search for coefficients decides something where there is nothing to decide, with real
/// trainings in place of simulated ones.
struct NullBenchmark: ParsableCommand {
  static let configuration = CommandConfiguration(
    commandName: "null",
    abstract: "How often a coefficient search decides, where all its networks are one.",
    discussion: """
      Trains the search's smallest network under many seeds, then searches as the file says, where \
      each training of whatever network takes one of these scores, none twice in a search.
      """)

  @Argument(help: "A search file for coefficients by response surface.")
  var file = "searches/b0-coefficients.yaml"

  @Option(help: "Trainings to draw from.")
  var trainings = 160

  @Option(help: "Searches.")
  var runs = 100

  @Option(help: "Trainings side by side.")
  var threads = ProcessInfo.processInfo.activeProcessorCount

  @Option(help: "Form of the table.")
  var format: OutputFormat = .text

  func validate() throws {
    try requireRanges(
      ("trainings", trainings, 20...100_000), ("runs", runs, 1...1_000_000),
      ("threads", threads, 1...1024))
  }

  func run() throws {
    let (definition, base) = try CoefficientBenchmark.search(file)
    guard
      let data = try GeneratedDataSet(rawValue: definition.training.data)?.dataSet(
        trainingCount: definition.training.recipe.images ?? GeneratedDataSet.trainingCount,
        validationCount: definition.training.recipe.validationImages
          ?? GeneratedDataSet.validationCount)
    else {
      throw ValidationError(
        "\(file): found data \(definition.training.data), expected a built-in set")
    }
    let simulation = try SurfaceSimulation(
      definition, base: base, classes: data.classCount, inputChannels: data.channels)
    let scores = try train(simulation, definition.training, data)
    let summary = try simulation.run(null: scores, runs: runs)
    try Terminal.standardOutput.write(
      format.writer(
        width: Terminal.standardOutput.width, usesUnicode: Terminal.supportsUnicode
      ).render(SurfaceSimulationTable.null(summary, scores: Sample(scores))))
  }

  /// What the search's smallest network reaches under as many seeds as asked for.
  private func train(
    _ simulation: SurfaceSimulation, _ training: TrainingDefinition, _ data: DataSet
  ) throws -> [Double] {
    var recipe = try training.recipe(trainingImages: data.training.count)
    recipe.epochs = Double(training.epochs)
    let network = try simulation.fastestNetwork.lowered()
    let kept = data.keepingImages(bytes: Int(ProcessInfo.processInfo.physicalMemory / 16))
    let seeds = CounterGenerator.trainingSeeds(count: trainings, seed: 1)
    let found = Collected()
    let queue = OperationQueue()
    queue.maxConcurrentOperationCount = threads
    for seed in seeds {
      queue.addOperation { [recipe] in
        found.add(
          Result {
            try Trainer.train(network, on: kept, recipe: recipe, seed: seed, threads: 1).top1
          }
        )
      }
    }
    queue.waitUntilAllOperationsAreFinished()
    return try found.results.map { try $0.get() }.sorted()
  }
}

/// Results of trainings that end in any order; what is made of them does not depend on it, as searches
/// draw from them in orders of their own, from the sorted list.
private final class Collected: @unchecked Sendable {
  private let lock = NSLock()
  private var collected: [Result<Double, any Error>] = []

  func add(_ result: Result<Double, any Error>) {
    lock.withLock { collected.append(result) }
  }

  var results: [Result<Double, any Error>] { lock.withLock { collected } }
}

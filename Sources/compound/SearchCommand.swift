import ArchitectureSearch
import ArgumentParser
import Architectures
import Foundation
import ProxyTraining
import Reporting
import TrainingData

struct SearchCommand: ParsableCommand {
  static let configuration = CommandConfiguration(
    commandName: "search",
    abstract: "Runs the search that a file describes, or goes on with it.",
    discussion: """
      Results are kept in a study folder after every training. Stop it as you like (Ctrl-C, kill): \
      the same command goes on where it stopped and comes to the same result.
      """)

  @Argument(help: "A search file, such as searches/b0-coefficients.yaml.")
  var file: String

  @Option(help: "Folder of the study. (default: studies/ and the file's name)")
  var output: String?

  @Option(help: "Data in place of the file's: shapes, or a folder of IDX or CIFAR files.")
  var data: String?

  @Option(help: "Seed in place of the file's.")
  var seed: Int?

  @Option(help: "Threads in all.")
  var threads: Int = ProcessInfo.processInfo.activeProcessorCount

  @Option(help: "Trainings side by side; changes how long it takes, never the result.")
  var workers: Int = 1

  @Flag(help: "Try again what is recorded as failed.")
  var retryFailed = false

  @OptionGroup var format: FormatOption

  func validate() throws {
    guard (1...256).contains(threads) else {
      throw ValidationError("--threads \(threads): expected 1 to 256")
    }
    guard (1...threads).contains(workers) else {
      throw ValidationError("--workers \(workers): expected 1 to the number of threads, \(threads)")
    }
    if let seed, seed < 0 {
      throw ValidationError("--seed \(seed): expected 0 or more")
    }
  }

  func run() throws {
    let searchFile = try SearchFile(path: file)
    let cancellation = SearchCancellation()
    let interruption = Interruption { cancellation.cancel() }
    defer { withExtendedLifetime(interruption) {} }
    switch searchFile.definition {
    case .coefficients(let definition):
      try runCoefficients(definition, source: searchFile.source, cancellation: cancellation)
    case .architecture(let definition):
      try runArchitecture(definition, source: searchFile.source, cancellation: cancellation)
    case .family(let definition):
      try runFamily(definition, source: searchFile.source, cancellation: cancellation)
    }
  }

  private func runCoefficients(
    _ definition: CoefficientDefinition, source: String, cancellation: SearchCancellation
  ) throws {
    var definition = definition
    if let data { definition.training.data = data }
    if let seed { definition.seed = UInt64(seed) }
    let recipe = definition.training
    let dataSet = try DataSource.open(
      recipe.data, images: recipe.images, validationImages: recipe.validationImages)
    let base = try ModelSource(definition.model).scalable()
    let search = try CoefficientSearch(
      definition, base: base, classes: dataSet.classCount, inputChannels: dataSet.channels)
    let evaluator = ProxyEvaluator(
      data: dataSet, settings: try TrainingSettings(recipe), threads: threads / workers)
    let report = try withProgress(cancellation: cancellation) { options in
      try search.run(
        output: studyFolder, source: source, evaluator: evaluator, options: options)
    }
    format.print([
      ("ranking", CoefficientTables.ranking(report)),
      ("best", CoefficientTables.best(report)),
      ("family", CoefficientTables.family(report)),
    ])
    Diagnostics.write("Study: \(studyFolder)")
  }

  var studyFolder: String {
    output ?? "studies/" + URL(fileURLWithPath: file).deletingPathExtension().lastPathComponent
  }

  /// Runs a search under a progress bar on standard error.
  func withProgress<Report>(
    cancellation: SearchCancellation, _ body: (RunOptions) throws -> Report
  ) throws -> Report {
    let bar = ProgressBar(title: "Searching")
    defer { bar.finish() }
    do {
      return try body(
        RunOptions(
          workers: workers, retriesFailed: retryFailed, cancellation: cancellation,
          progress: { bar.update(Reporting.Progress($0)) }))
    } catch SearchError.interrupted {
      bar.finish()
      Diagnostics.write("compound: \(SearchError.interrupted)")
      throw ExitCode(ExitStatus.interrupted)
    }
  }
}

extension Reporting.Progress {
  /// The state of a search: the trainings done, the best candidate so far, what runs now.
  init(_ search: SearchProgress) {
    let total = max(1, search.expectedTrainings)
    var details: [String] = []
    if let best = search.best {
      let accuracy = NumberStyle.percent(decimals: 1).text(best.accuracy)
      details.append("best so far: \(best.candidate), top-1 \(accuracy)")
    }
    self.init(
      fraction: (Double(search.finishedTrainings) + search.runningFraction) / Double(total),
      count: "\(search.finishedTrainings)/\(search.expectedTrainings) trainings",
      details: details + search.running.map { "training: \($0.candidate)" })
  }
}

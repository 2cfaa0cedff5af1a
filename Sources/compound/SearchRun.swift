import ArchitectureSearch
import ArgumentParser
import Architectures
import Foundation
import Interchange
import ProxyTraining
import Reporting
import TrainingData

/// Options of every command that runs a search; none of them changes a result.
struct RunArguments: ParsableArguments {
  @Option(help: "Threads in all.")
  var threads: Int = ProcessInfo.processInfo.activeProcessorCount

  @Option(help: "Trainings side by side; changes how long it takes, never the result.")
  var workers: Int = 1

  @Flag(help: "Try again what is recorded as failed.")
  var retryFailed = false

  func validate() throws {
    guard (1...256).contains(threads) else {
      throw ValidationError("--threads \(threads): expected 1 to 256")
    }
    guard (1...threads).contains(workers) else {
      throw ValidationError("--workers \(workers): expected 1 to the number of threads, \(threads)")
    }
  }
}

/// One run of a search in its study folder, from the beginning or from where it stopped.
struct SearchRun {
  let folder: String
  /// The text of the search file.
  let source: String
  let arguments: RunArguments
  let format: FormatOption
  private let cancellation = SearchCancellation()

  init(folder: String, source: String, arguments: RunArguments, format: FormatOption) {
    self.folder = folder
    self.source = source
    self.arguments = arguments
    self.format = format
  }

  /// Runs the search to its end, prints what it found, and draws its charts.
  ///
  /// - Parameter baseline: what a coefficient search scales; nil for the model that it names.
  func run(_ definition: SearchFile.Definition, baseline: Architecture? = nil) throws {
    let interruption = Interruption { [cancellation] in cancellation.cancel() }
    defer { withExtendedLifetime(interruption) {} }
    let tables =
      switch definition {
      case .coefficients(let definition): try coefficients(definition, baseline: baseline)
      case .architecture(let definition): try architecture(definition)
      case .family(let definition): try family(definition)
      }
    format.print(tables)
    var places: [String] = []
    for member in try StudyFolder(folder).members {
      try StudyExport(Study.read(folder: member.path)).writeCharts(to: member.path + "/charts")
      places.append(member.path)
    }
    Diagnostics.write("Study: \(places.joined(separator: ", ")) (charts in its folder charts)")
  }

  private typealias Sections = [(key: String, table: Table)]

  private func coefficients(
    _ definition: CoefficientDefinition, baseline: Architecture?
  ) throws -> Sections {
    let data = try open(definition.training)
    let search = try CoefficientSearch(
      definition, base: baseline ?? ModelSource(definition.model).scalable(),
      classes: data.classCount, inputChannels: data.channels)
    let evaluator = try trainer(definition.training, data)
    let report = try withProgress { options in
      try search.run(output: folder, source: source, evaluator: evaluator, options: options)
    }
    return sections(report)
  }

  private func sections(_ report: CoefficientReport) -> Sections {
    [
      ("ranking", CoefficientTables.ranking(report)),
      ("best", CoefficientTables.best(report)),
      ("family", CoefficientTables.family(report)),
    ]
  }

  private func architecture(_ definition: ArchitectureSearchDefinition) throws -> Sections {
    let data = try open(definition.training)
    let search = try SpaceSearch(
      definition, classes: data.classCount, inputChannels: data.channels)
    let evaluator = try evaluator(definition.evaluator, definition.training, data)
    let report = try withProgress(scoreName: definition.evaluator.scoreName) { options in
      try search.run(output: folder, source: source, evaluator: evaluator, options: options)
    }
    return [("best", StudyTables.best(report)), ("front", StudyTables.front(report))]
  }

  private func family(_ definition: FamilyDefinition) throws -> Sections {
    let data = try open(definition.architecture.training)
    let report = try withProgress { options in
      try FamilySearch(definition).run(
        output: folder, classes: data.classCount, inputChannels: data.channels, source: source,
        architectureEvaluator: {
          try evaluator(
            definition.architecture.evaluator, definition.architecture.training, data)
        },
        coefficientEvaluator: {
          let recipe = definition.coefficients.training
          return try trainer(recipe, open(recipe))
        }, options: options)
    }
    return [("search", StudyTables.best(report.search))] + sections(report.coefficients) + [
      ("comparison", try FamilyTable.table(report.coefficients))
    ]
  }

  /// Runs a search under a progress bar on standard error.
  ///
  /// - Parameter scoreName: what candidates are scored by, where it is no accuracy.
  private func withProgress<Report>(
    scoreName: String? = nil, _ body: (RunOptions) throws -> Report
  ) throws -> Report {
    let bar = ProgressBar(title: "Searching")
    defer { bar.finish() }
    do {
      return try body(
        RunOptions(
          workers: arguments.workers, retriesFailed: arguments.retryFailed,
          cancellation: cancellation, progress: { bar.update(Reporting.Progress($0, scoreName: scoreName)) }))
    } catch SearchError.interrupted {
      bar.finish()
      Diagnostics.write("compound: \(SearchError.interrupted)")
      throw ExitCode(ExitStatus.interrupted)
    }
  }
}

extension SearchRun {
  func open(_ recipe: TrainingRecipe) throws -> DataSet {
    try DataSource.open(
      recipe.data, images: recipe.images, validationImages: recipe.validationImages)
  }

  private func trainer(_ recipe: TrainingRecipe, _ data: DataSet) throws -> ProxyEvaluator {
    ProxyEvaluator(
      data: data, settings: try TrainingSettings(recipe),
      threads: arguments.threads / arguments.workers)
  }

  func evaluator(
    _ definition: EvaluatorDefinition, _ recipe: TrainingRecipe, _ data: DataSet
  ) throws -> any Evaluator {
    switch definition {
    case .trainer:
      return try trainer(recipe, data)
    case .zeroCost(let score):
      return ZeroCostEvaluator.evaluator(
        score, data: data, threads: arguments.threads / arguments.workers)
    case .table(let path):
      return try TableEvaluator(path: path)
    case .command(let command):
      return CommandEvaluator(command, suffix: "yaml") {
        Data(ArchitectureFile.text(of: $0).utf8)
      }
    }
  }
}

extension Reporting.Progress {
  /// The state of a search: the trainings done, the best candidate so far, what runs now.
  init(_ search: SearchProgress, scoreName: String?) {
    let total = max(1, search.expectedTrainings)
    var details: [String] = []
    if let best = search.best {
      let score =
        scoreName.map { "\($0) \(NumberStyle.decimals(3).text(best.accuracy))" }
        ?? "top-1 \(NumberStyle.percent(decimals: 1).text(best.accuracy))"
      details.append("best so far: \(best.candidate), \(score)")
    }
    self.init(
      fraction: (Double(search.finishedTrainings) + search.runningFraction) / Double(total),
      count: "\(search.finishedTrainings)/\(search.expectedTrainings) trainings",
      details: details + search.running.map { "training: \($0.candidate)" })
  }
}

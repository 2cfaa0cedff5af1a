import Architectures
import ArchitectureSearch
import ArgumentParser
import CoefficientSearch
import Files
import Foundation
import Interchange
import Reporting
import Searches
import Studies
import TrainingData
import TrainingRecipes

/// One run of a search in its study folder, from the beginning or from where it stopped.
struct SearchRun {
  let folder: String
  /// The text of the search file.
  let source: String
  private(set) var arguments: RunArguments
  let engine: EngineOptions
  let format: TablesOption
  let streams: Streams
  private let cancellation = SearchCancellation()

  init(
    folder: String, source: String, arguments: RunArguments, engine: EngineOptions,
    format: TablesOption, streams: Streams
  ) {
    self.folder = folder
    self.source = source
    self.arguments = arguments
    self.engine = engine
    self.format = format
    self.streams = streams
  }

  /// Runs the search to its end, prints what it found, and draws its charts.
  ///
  /// - Parameters:
  ///   - definition: the search to run.
  ///   - baseline: what a coefficient search scales; nil for the model that it names.
  /// - Throws: `SearchError`, or what trainings throw.
  func run(_ definition: SearchFile.Definition, baseline: Architecture? = nil) async throws {
    let interruption = Interruption { [cancellation] in cancellation.cancel() }
    defer { withExtendedLifetime(interruption) {} }
    let tables =
      switch definition {
      case .coefficients(let definition):
        try await coefficients(definition, baseline: baseline)
      case .surface(let definition):
        try await limited(to: commandsRunAlone(definition.evaluator) ? 1 : .max)
          .surface(definition, baseline: baseline)
      case .architecture(let definition):
        try await limited(to: mostTrainings(definition)).architecture(definition)
      case .family(let definition):
        try await limited(to: mostTrainings(definition.architecture)).family(definition)
      }
    let members = try StudyFolder(folder).members.map { try Study.read(folder: $0.path) }
    for study in members {
      let charts = study.folder + "/charts"
      try Folder.checkLeads(charts, within: study.folder)
      try StudyExport(study).writeCharts(to: charts)
    }
    try format.print(tables, to: streams)
    for study in members {
      if let failures = FailureSummary(study.records) {
        streams.diagnostics("\(study.folder): \(failures)")
      }
    }
    let places = members.map(\.folder)
    streams.diagnostics("Study: \(places.joined(separator: ", ")) (charts in its folder charts)")
  }

  /// How many candidates can be evaluated side by side: a rung of a bracket at once, else as many as the
  /// sampler may lag behind.
  private func mostTrainings(_ definition: ArchitectureSearchDefinition) -> Int {
    if commandsRunAlone(definition.evaluator) { return 1 }
    return definition.halving == nil ? definition.lag + 1 : .max
  }

  /// Whether one candidate is evaluated at a time: a command may use all cores of this machine.
  private func commandsRunAlone(_ evaluator: EvaluatorDefinition) -> Bool {
    guard case .command = evaluator else { return false }
    return engine.sideBySide == nil
  }

  private func limited(to trainings: Int) -> Self {
    var limited = self
    limited.arguments = arguments.limited(to: trainings, of: engine.sideBySide)
    return limited
  }

  /// Opens the data, and says how it is used where that is not plain.
  func open(_ training: TrainingDefinition) throws -> DataSet {
    let data = try DataSource.open(training)
    for note in DataSource.notes(data, changesResolution: true) {
      streams.diagnostics("compound: \(note)")
    }
    return data
  }

  private typealias Sections = [(key: String, table: Table)]

  private func coefficients(
    _ definition: CoefficientDefinition, baseline: Architecture?
  ) async throws -> Sections {
    let data = try open(definition.training)
    let search = try CoefficientGridSearch(
      definition, base: baseline ?? ModelSource(definition.model).stages(),
      classes: data.classCount, inputChannels: data.channels)
    let evaluator = try evaluator(
      .trainer, definition.training, data, at: definition.proxy, study: folder)
    let report = try await withProgress(on: data) { options in
      try await search.run(output: folder, source: source, evaluator: evaluator, options: options)
    }
    return CoefficientTables.sections(report)
  }

  private func surface(
    _ definition: SurfaceDefinition, baseline: Architecture?
  ) async throws -> Sections {
    var definition = definition
    if let earlier = try? Study.read(folder: folder).definition(as: SurfaceDefinition.self) {
      // What an earlier run was given more stays with the study.
      definition.more = earlier.more + definition.more
    }
    let data = try open(definition.training)
    let search = try SurfaceSearch(
      definition, base: baseline ?? ModelSource(definition.model).stages(),
      classes: data.classCount, inputChannels: data.channels)
    let evaluator = try evaluator(
      definition.evaluator, definition.training, data, at: definition.proxy, study: folder)
    explainUnused(definition.training, by: definition.evaluator)
    let report = try await withProgress(kind: definition.evaluator.scoreKind, on: data) { options in
      try await search.run(output: folder, source: source, evaluator: evaluator, options: options)
    }
    if report.left == 0, let extra = report.trainingsToDecide, let pace = report.pace {
      let seconds = pace.seconds(trainings: Double(extra), workers: arguments.trainings)
      streams.diagnostics(
        "About \(max(1, Int((seconds / 60).rounded()))) minutes more would decide the rest (--more \(extra))."
      )
    }
    return SurfaceTables.sections(report)
  }

  private func architecture(_ definition: ArchitectureSearchDefinition) async throws -> Sections {
    let data = try open(definition.training)
    let search = try SpaceSearch(
      definition, classes: data.classCount, inputChannels: data.channels)
    let evaluator = try evaluator(
      definition.evaluator, definition.training, data, at: definition.proxy, study: folder)
    explainUnused(definition.training, by: definition.evaluator)
    let outcome = try await withProgress(kind: definition.evaluator.scoreKind, on: data) {
      options in
      try await search.run(
        output: folder, source: source, evaluator: evaluator,
        meter: meter(definition), options: options)
    }
    tell(outcome.ending)
    return [
      ("best", StudyTables.best(outcome.report)),
      ("front", StudyTables.front(outcome.report, cost: definition.objective.cost)),
    ]
  }

  private func meter(_ definition: ArchitectureSearchDefinition) -> InferenceMeter? {
    definition.timesCandidates ? InferenceMeter(cancellation: cancellation) : nil
  }

  /// Says so where a search ended before its number of trials.
  private func tell(_ ending: SearchEnding) {
    guard ending != .trials else { return }
    streams.diagnostics("Ended: \(ending).")
  }

  private func family(_ definition: FamilyDefinition) async throws -> Sections {
    let data = try open(definition.architecture.training)
    explainUnused(definition.architecture.training, by: definition.architecture.evaluator)
    let report = try await withProgress(on: data) { options in
      try await FamilySearch(definition).run(
        output: folder, classes: data.classCount, inputChannels: data.channels, source: source,
        architectureEvaluator: {
          try evaluator(
            definition.architecture.evaluator, definition.architecture.training, data,
            at: definition.architecture.proxy,
            study: folder + "/" + ArchitectureSearchDefinition.kind)
        },
        coefficientEvaluator: {
          let (growth, training) = (definition.coefficients, definition.coefficients.training)
          return try evaluator(
            growth.evaluator, training, DataSource.open(training), at: growth.proxy,
            study: folder + "/" + CoefficientDefinition.kind)
        }, meter: meter(definition.architecture), options: options)
    }
    tell(report.search.ending)
    let growth =
      switch report.coefficients {
      case .grid(let report): CoefficientTables.sections(report)
      case .surface(let report): SurfaceTables.sections(report)
      }
    return [("search", StudyTables.best(report.search.report))] + growth + [
      ("comparison", try FamilyTable.table(report.coefficients.family))
    ]
  }

  /// Says which keys of the recipe change nothing, where the trainer does not score.
  private func explainUnused(_ training: TrainingDefinition, by evaluator: EvaluatorDefinition) {
    let unused = training.unusedKeys(by: evaluator)
    guard !unused.isEmpty else { return }
    streams.diagnostics(
      "compound: training: \(unused.map(\.rawValue).joined(separator: ", ")) "
        + "\(unused.count == 1 ? "changes" : "change") nothing; only the evaluator 'trainer' reads "
        + "\(unused.count == 1 ? "it" : "them")")
  }

  /// - Parameters:
  ///   - kind: what candidates are scored by.
  ///   - data: the images.
  ///   - body: the search, given its options.
  /// - Returns: what the search found.
  /// - Throws: what the search throws.
  private func withProgress<Report>(
    kind: ScoreKind = .top1, on data: DataSet, _ body: (RunOptions) async throws -> Report
  ) async throws -> Report {
    try await arguments.run(
      title: "Searching", streams, kind: kind,
      live: arguments.liveReport(folder, of: data, kind: kind), cancellation: cancellation, body)
  }
}

extension SearchRun {
  /// What scores candidates, here or on a cluster.
  func evaluator(
    _ definition: EvaluatorDefinition, _ training: TrainingDefinition, _ data: DataSet,
    at proxy: ProxyScale, study: String
  ) throws -> any Evaluator {
    let evaluator: any Evaluator
    if let cluster = try engine.evaluator(
      study: study, scoredBy: definition.scoreKind, streams)
    {
      evaluator = cluster
    } else {
      evaluator = try StudyEvaluators(
        threads: arguments.threadsPerTraining, capacity: arguments.threads
      ).evaluator(definition, training, data, at: proxy)
    }
    try arguments.check(evaluator)
    return definition.trains ? RememberingEvaluator(evaluator) : evaluator
  }
}

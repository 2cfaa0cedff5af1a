import ArchitectureSearch
import ArgumentParser
import CoefficientSearch
import Files
import Reporting
import Studies
import TrainingData

/// One run of a study of networks in its folder, from the beginning or from where it stopped.
struct NetworkStudyRun {
  let folder: String
  /// The command that started it.
  let source: String
  let work: RunArguments
  let format: TablesOption
  let streams: Streams

  /// Trains what is left, and prints whether short trainings rank networks rightly.
  func proxyCheck(_ study: ProxyCheckStudy, on data: DataSet) async throws {
    let check = try await ProxyCheck(run(study, trainer(study, data), on: data))
    try format.print(ProxyCheckTables.sections(check, data: data.name), to: streams)
  }

  /// Trains what is left, prints which way of scaling is the best, and draws the curves.
  ///
  /// - Parameters:
  ///   - study: the study to run.
  ///   - plan: what the study's networks were made by.
  ///   - data: the images.
  /// - Throws: `SearchError`, or what trainings throw.
  func scaling(_ study: ScalingStudy, _ plan: ScalingComparison.Plan, on data: DataSet) async throws
  {
    let comparison = try await ScalingComparison(
      plan, run(study, trainer(study, data), on: data))
    try format.print(
      ScalingTables.sections(comparison, model: study.subject, data: data.name), to: streams)
    let chart = ScalingChart.chart(comparison, model: study.subject, data: data.name)
    let charts = try OutputFolder(folder + "/charts", within: folder)
    let name = try charts.write(SVGChart.render(chart), name: "scaling.svg")
    streams.diagnostics("Chart: \(charts.path)/\(name)")
  }

  /// Trains what is left, and prints a search's best beside known networks.
  ///
  /// - Parameters:
  ///   - study: the study to run.
  ///   - kept: what the comparison has from its search.
  ///   - data: the images.
  /// - Throws: `SearchError`, or what trainings throw.
  func comparison(
    _ study: ComparisonStudy, _ kept: ComparisonStudy.Comparison, on data: DataSet
  ) async throws {
    let evaluator = try evaluators.evaluator(
      kept.evaluator, study.trainings.training, data, at: kept.proxy)
    let scores = try await run(
      study, kept.evaluator.trains ? RememberingEvaluator(evaluator) : evaluator, on: data,
      kind: kept.evaluator.scoreKind)
    let comparison = try StudyComparison(study, scores, in: Study.read(folder: folder))
    format.print(StudyTables.comparison(comparison, kind: kept.evaluator.scoreKind), to: streams)
  }

  /// Trains what is left, and prints whether a search's choice of how to grow stands.
  func verification(_ study: GrowthVerificationStudy, on data: DataSet) async throws {
    let found = try await GrowthVerification(
      study, run(study, trainer(study, data, study.evaluator), on: data))
    format.print(VerificationTable.table(found), to: streams)
  }

  private var evaluators: StudyEvaluators {
    StudyEvaluators(threads: work.threadsPerTraining, capacity: work.threads)
  }

  private func trainer(
    _ study: some NetworkStudyKind, _ data: DataSet, _ definition: EvaluatorDefinition = .trainer
  ) throws -> any Evaluator {
    try evaluators.evaluator(definition, study.trainings.training, data, at: nil)
  }

  private func run(
    _ study: some NetworkStudyKind, _ evaluator: any Evaluator, on data: DataSet,
    kind: ScoreKind = .top1
  ) async throws -> NetworkScores {
    try work.check(evaluator)
    let live = work.liveReport(folder, of: data, kind: kind)
    let scores = try await work.run(title: "Training", streams, live: live) { options in
      try await study.run(output: folder, source: source, evaluator: evaluator, options: options)
    }
    if let failures = try FailureSummary(Study.read(folder: folder).records) {
      streams.diagnostics("\(folder): \(failures)")
    }
    streams.diagnostics("Study: \(folder)")
    return scores
  }
}

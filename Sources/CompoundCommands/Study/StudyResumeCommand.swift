import ArchitectureSearch
import Architectures
import ArgumentParser
import CoefficientSearch
import Searches
import Studies

struct StudyResumeCommand: Command {
  static let configuration = CommandConfiguration(
    commandName: "resume",
    abstract: "Goes on with a search from its study alone.",
    discussion: "The definition is the one kept in the study; the search file is not needed.")

  @OptionGroup var study: StudyArgument

  @Option(help: "Distinct candidates in all, to go on beyond the number that was asked for.")
  var trials: Int?

  @Option(help: "For coefficients by response surface, more trainings, or minutes: 20, or 35m.")
  var more: BudgetAddition?

  @OptionGroup var arguments: RunArguments
  @OptionGroup var engine: EngineOptions
  @OptionGroup var format: TablesOption

  func validate() throws {
    try SearchOverrides.check(trials: trials)
  }

  func run(_ streams: Streams) async throws {
    let folder = try StudyFolder(study.folder)
    switch try folder.definition() {
    case .family(let family):
      try await search(.family(family), in: folder, streams)
    case .study(.architecture(let definition)):
      try await search(.architecture(definition), in: folder, streams)
    case .study(.coefficients(let definition)):
      try await search(
        .coefficients(definition), in: folder, baseline: Study.read(folder: folder.path).baseline(),
        streams)
    case .study(.surface(var definition)):
      // The run adds to what the study has.
      definition.more = []
      try await search(
        .surface(definition), in: folder, baseline: Study.read(folder: folder.path).baseline(),
        streams)
    case .study(.proxyCheck(let check)):
      try await networks(in: folder, streams).proxyCheck(
        check, on: DataSource.open(check.trainings.training))
    case .study(.scaling(let scaling)):
      let plan = try scaling.plan(in: Study.read(folder: folder.path))
      try await networks(in: folder, streams).scaling(
        scaling, plan, on: DataSource.open(scaling.trainings.training))
    case .study(.comparison(let comparison)):
      let kept = try comparison.comparison(in: Study.read(folder: folder.path))
      try await networks(in: folder, streams).comparison(
        comparison, kept, on: DataSource.open(comparison.trainings.training))
    case .study(.verification(let verification)):
      try await networks(in: folder, streams).verification(
        verification, on: DataSource.open(verification.trainings.training))
    }
  }

  private func search(
    _ definition: SearchFile.Definition, in folder: StudyFolder, baseline: Architecture? = nil,
    _ streams: Streams
  ) async throws {
    try await SearchRun(
      folder: folder.path, source: folder.source(), arguments: arguments, engine: engine,
      format: format, streams: streams
    ).run(
      SearchOverrides(trials: trials, more: more).applied(
        to: definition, in: folder.path, workers: arguments.trainings), baseline: baseline)
  }

  private func networks(
    in folder: StudyFolder, _ streams: Streams
  ) throws -> NetworkStudyRun {
    guard engine.sideBySide == nil else {
      throw InputError("--engine: \(folder.path) trains a list of networks, which runs here")
    }
    guard trials == nil, more == nil else {
      throw InputError(
        "\(trials == nil ? "--more" : "--trials"): \(folder.path) trains a list of networks, which does not grow; leave it out"
      )
    }
    return NetworkStudyRun(
      folder: folder.path, source: folder.source(), work: arguments, format: format,
      streams: streams)
  }
}

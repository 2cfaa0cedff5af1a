import ArchitectureSearch
import Architectures
import ArgumentParser
import CoefficientSearch
import Searches
import Studies

struct StudyResumeCommand: ParsableCommand {
  static let configuration = CommandConfiguration(
    commandName: "resume",
    abstract: "Goes on with a search from its study alone.",
    discussion: "The definition is the one kept in the study; the search file is not needed.")

  @OptionGroup var study: StudyArgument

  @Option(help: "Distinct candidates in all, to go on beyond the number that was asked for.")
  var trials: Int?

  @OptionGroup var arguments: RunArguments
  @OptionGroup var format: FormatOption

  func validate() throws { try SearchOverrides.check(trials: trials) }

  func run() throws {
    let folder = try StudyFolder(study.folder)
    switch try folder.definition() {
    case .family(let family):
      try search(.family(family), in: folder)
    case .study(.architecture(let definition)):
      try search(.architecture(definition), in: folder)
    case .study(.coefficients(let definition)):
      try search(
        .coefficients(definition), in: folder, baseline: Study.read(folder: folder.path).baseline())
    case .study(.proxyCheck(let check)):
      try networks(in: folder).proxyCheck(check, on: DataSource.open(check.trainings.training))
    case .study(.scaling(let scaling)):
      let plan = try scaling.plan(in: Study.read(folder: folder.path))
      try networks(in: folder).scaling(
        scaling, plan, on: DataSource.open(scaling.trainings.training))
    case .study(.comparison(let comparison)):
      let kept = try comparison.comparison(in: Study.read(folder: folder.path))
      try networks(in: folder).comparison(
        comparison, kept, on: DataSource.open(comparison.trainings.training))
    }
  }

  private func search(
    _ definition: SearchFile.Definition, in folder: StudyFolder, baseline: Architecture? = nil
  ) throws {
    try SearchRun(
      folder: folder.path, source: folder.source(), arguments: arguments, format: format
    ).run(SearchOverrides(trials: trials).applied(to: definition), baseline: baseline)
  }

  private func networks(in folder: StudyFolder) throws -> NetworkStudyRun {
    guard trials == nil else {
      throw InputError(
        "--trials: \(folder.path) trains a list of networks, which does not grow; leave it out")
    }
    return NetworkStudyRun(
      folder: folder.path, source: folder.source(), work: arguments, format: format)
  }
}

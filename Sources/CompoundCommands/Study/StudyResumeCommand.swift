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

  @OptionGroup var arguments: RunArguments
  @OptionGroup var format: FormatOption

  func validate() throws { try SearchOverrides.check(trials: trials) }

  func run(_ streams: Streams) throws {
    let folder = try StudyFolder(study.folder)
    let definition = try SearchOverrides(trials: trials).applied(to: folder.definition())
    let isScaling = if case .coefficients = definition { true } else { false }
    try SearchRun(
      folder: folder.path, source: folder.source(), arguments: arguments, format: format,
      streams: streams
    ).run(
      definition, baseline: isScaling ? Study.read(folder: folder.path).baseline() : nil)
  }
}

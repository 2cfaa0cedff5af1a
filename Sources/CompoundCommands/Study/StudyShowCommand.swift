import ArgumentParser
import Reporting

struct StudyShowCommand: Command {
  static let configuration = CommandConfiguration(
    commandName: "show",
    abstract: "Shows all trials in order, and what a grid search or a study of networks found.",
    discussion: "There are no times in it, so that equal searches give equal output.")

  @OptionGroup var study: StudyArgument
  @OptionGroup var output: TableFilesOption

  func run(_ streams: Streams) throws {
    let studies = try study.studies()
    let sections = try studies.map {
      try StudySections.all($0.study, isDetailed: output.isForPrograms)
    }
    // Of a family, the trials of each study under its role; a study of networks has tables beside.
    try output.printStudies(
      studies.count == 1
        ? sections[0] : zip(studies, sections).map { ($0.role, $1[0].table) }, named: "trials",
      to: streams)
  }
}

import ArgumentParser
import Reporting

struct StudyFrontCommand: Command {
  static let configuration = CommandConfiguration(
    commandName: "front",
    abstract: "Shows the trials that no other beats in accuracy and cost at once.")

  @OptionGroup var study: StudyArgument
  @OptionGroup var output: TableFilesOption

  func run(_ streams: Streams) throws {
    try output.printStudies(
      study.tables { try StudySections.front($0, isDetailed: output.isForPrograms) },
      named: "front", to: streams)
  }
}

import ArgumentParser
import Reporting

struct StudyShowCommand: Command {
  static let configuration = CommandConfiguration(
    commandName: "show",
    abstract: "Shows all trials in order.",
    discussion: "There are no times in it, so that equal searches give equal output.")

  @OptionGroup var study: StudyArgument
  @OptionGroup var output: FormatOption

  func run(_ streams: Streams) throws {
    output.printStudies(try study.tables { StudyTables.trials($0) }, to: streams)
  }
}

import ArgumentParser
import Reporting

struct StudyFrontCommand: Command {
  static let configuration = CommandConfiguration(
    commandName: "front",
    abstract: "Shows the trials that no other beats in accuracy and cost at once.")

  @OptionGroup var study: StudyArgument
  @OptionGroup var output: FormatOption

  func run(_ streams: Streams) throws {
    output.printStudies(try study.tables { StudyTables.front($0) }, to: streams)
  }
}

import ArgumentParser
import Reporting
import Searches

struct StudyListCommand: Command {
  static let configuration = CommandConfiguration(
    commandName: "list", abstract: "Lists the studies in a folder, with the best of each.")

  @Argument(help: "The folder that holds the studies.", completion: .directory)
  var folder = "studies"

  @OptionGroup var output: FormatOption

  func run(_ streams: Streams) throws {
    output.print(StudyTables.list(try StudyFolder.list(in: folder)), to: streams)
  }
}

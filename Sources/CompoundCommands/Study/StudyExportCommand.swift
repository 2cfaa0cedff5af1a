import ArgumentParser
import Files
import Reporting
import Studies

struct StudyExportCommand: Command {
  static let configuration = CommandConfiguration(
    commandName: "export",
    abstract: "Writes a study's tables, charts and architectures as files.",
    discussion: """
      Tables in every format, charts as SVG, the best architecture and those of the front as \
      architecture files.
      """)

  @OptionGroup var study: StudyArgument

  @Option(help: "Where to write. (default: the folder export inside the study)")
  var output: String?

  func run(_ streams: Streams) throws {
    let studies = try study.studies()
    let target = output ?? study.folder + "/export"
    if output == nil { try Folder.checkLeads(target, within: study.folder) }
    for (role, member) in studies {
      let folder = studies.count == 1 ? target : "\(target)/\(role)"
      if output == nil { try Folder.checkLeads(folder, within: study.folder) }
      for file in try StudyExport(member).write(to: folder) {
        streams.results("\(folder)/\(file)\n")
      }
    }
  }
}

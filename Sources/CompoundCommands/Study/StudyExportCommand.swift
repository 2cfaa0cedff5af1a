import ArgumentParser
import Reporting
import Studies

struct StudyExportCommand: Command {
  static let configuration = CommandConfiguration(
    commandName: "export",
    abstract: "Writes a study's tables, charts and architectures as files.",
    discussion: """
      Tables in every format, charts as SVG, PNG or PDF, the best architecture and those of the front \
      as architecture files.
      """)

  @OptionGroup var study: StudyArgument

  @Option(help: "Where to write. (default: the folder export inside the study)")
  var output: String?

  @OptionGroup var drawings: PictureOption

  func run(_ streams: Streams) throws {
    try drawings.pictures.check()
    let studies = try study.studies()
    let target = output ?? study.folder + "/export"
    for (role, member) in studies {
      let folder = studies.count == 1 ? target : "\(target)/\(role)"
      for file in try StudyExport(member).write(
        to: folder, pictures: drawings.pictures)
      {
        streams.results("\(folder)/\(file)\n")
      }
    }
  }
}

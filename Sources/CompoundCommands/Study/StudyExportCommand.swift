import ArgumentParser
import Files
import Reporting
import Studies

struct StudyExportCommand: Command {
  static let configuration = CommandConfiguration(
    commandName: "export",
    abstract: "Writes a study's tables, charts and architectures as files.",
    discussion: """
      Tables in every format, charts as SVG, PNG or PDF, the best architecture and those of the \
      front as architecture files. CSV and JSON have a column for each decision or factor, and there are \
      trainings (each under its seed), curves and the study in a row; a column has one type, and an \
      empty cell is no value, as pandas, DuckDB and Parquet want it.
      """)

  @OptionGroup var study: StudyArgument

  @Option(
    help: "Where to write. (default: the folder export inside the study)", completion: .directory)
  var output: String?

  @OptionGroup var drawings: PictureOption

  func run(_ streams: Streams) throws {
    try drawings.pictures.check()
    let studies = try study.studies()
    let target = output ?? study.folder + "/export"
    if output == nil { try Folder.checkLeads(target, within: study.folder) }
    for (role, member) in studies {
      let folder = studies.count == 1 ? target : "\(target)/\(role)"
      if output == nil { try Folder.checkLeads(folder, within: study.folder) }
      for file in try StudyExport(member).write(
        to: folder, pictures: drawings.pictures)
      {
        streams.results("\(folder)/\(file)\n")
      }
    }
  }
}

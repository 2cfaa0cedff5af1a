import ArgumentParser
import CostModel
import Files
import Interchange
import Reporting
import Searches
import Studies

struct ReportCommand: Command {
  static let configuration = CommandConfiguration(
    commandName: "report",
    abstract: "Writes studies, or models, as one HTML file to share.",
    discussion: """
      The file needs nothing else: it opens from a disk or a mail, in light and dark, on paper too. \
      Every search writes its own beside its journal as it runs, under the name report.html.
      Examples:
        compound report studies/quick
        compound report studies/a studies/b --output both.html
        compound report efficientnet-b0 my-net.yaml --output networks.html
      """)

  @Argument(
    help: "Folders of studies; or known networks, ranges of them, and architecture files.")
  var subjects: [String]

  @Option(
    help:
      "The file to write. (default: report.html in the folder of a single study, else in this folder)"
  )
  var output: String?

  @Option(help: "For models, a device or device file whose roofline is drawn.")
  var device = Device.documented[0].name

  func run(_ streams: Streams) throws {
    let areFolders = subjects.map { FileKind(of: $0) == .folder }
    let page: ReportPage
    if !areFolders.contains(false) {
      let folders = try subjects.map { try StudyFolder($0) }
      page = try StudyPage(folders, context: StudyContext.context(folders)).page()
    } else if let place = areFolders.firstIndex(of: true) {
      throw InputError(
        "\(subjects[place]) is a folder, and others of these are none; expected studies alone, or "
          + "models alone")
    } else {
      for subject in subjects where subject.contains("/") && FileKind(of: subject) == .nothing {
        throw InputError("\(subject): there is neither a study nor a file")
      }
      page = try ModelPage(
        CostedModel.names(subjects).map { try ModelSource($0).description },
        device: DeviceFile.device(device), colophon: StudyContext.colophon
      ).page()
    }
    let text = HTMLReport.render(page)
    guard let output else {
      let path = areFolders == [true] ? LiveReport.path(in: subjects[0]) : "report.html"
      // The name is this program's choice: what a folder from elsewhere has there may lead anywhere.
      try OutputFile.write(path, bytes: text.utf8, followsLinks: false)
      streams.diagnostics("Report: \(path)")
      return
    }
    try streams.write(text, to: output)
    if !OutputFile.isStandardOutput(output) { streams.diagnostics("Report: \(output)") }
  }
}

import ArgumentParser
import Reporting
import Searches
import Studies

struct StudyCommand: ParsableCommand {
  static let configuration = CommandConfiguration(
    commandName: "study",
    abstract: "Looks into the studies that searches leave behind, and goes on with them.",
    discussion: """
      A study is the folder of a search. All of these but `resume` leave it as it is, and work while the \
      search runs.
      """,
    subcommands: [
      StudyListCommand.self, StudyShowCommand.self, StudyBestCommand.self, StudyFrontCommand.self,
      StudyCompareCommand.self, StudyExportCommand.self, StudyResumeCommand.self,
    ])
}

/// The study that a command looks into.
struct StudyArgument: ParsableArguments {
  @Argument(help: "Folder of the study, such as studies/quick.")
  var folder: String

  /// The studies of the folder, one or, for a family, two.
  func studies() throws -> [(role: String, study: Study)] {
    let folder = try StudyFolder(folder)
    guard !folder.members.isEmpty else {
      throw SearchError.emptySearch(reason: "the family search in \(folder.path) has not begun")
    }
    return try folder.members.map { ($0.role, try Study.read(folder: $0.path)) }
  }

  /// One table for each study of the folder.
  func tables(_ table: (StudyReport) throws -> Table) throws -> [(key: String, table: Table)] {
    try studies().map { role, study in (role, try table(StudyReport(study))) }
  }
}

extension FormatOption {
  /// Prints the tables of a study folder: one by itself, those of a family under their roles.
  func printStudies(_ tables: [(key: String, table: Table)]) {
    if tables.count == 1 { self.print(tables[0].table) } else { self.print(tables) }
  }
}

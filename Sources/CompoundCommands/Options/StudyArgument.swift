import ArgumentParser
import Reporting
import Searches
import Studies

/// The study that a command looks into.
struct StudyArgument: ParsableArguments {
  @Argument(help: "Folder of the study, such as studies/quick.", completion: Completions.study)
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
  func tables(_ table: (Study) throws -> Table) throws -> [(key: String, table: Table)] {
    try studies().map { role, study in (role, try table(study)) }
  }
}

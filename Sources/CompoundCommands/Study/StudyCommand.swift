import ArchitectureSearch
import ArgumentParser
import Reporting

struct StudyCommand: ParsableCommand {
  static let configuration = CommandConfiguration(
    commandName: "study",
    abstract: "Looks into the studies that searches leave behind, and goes on with them.",
    discussion: """
      A study is the folder of a search, of `proxy-check` or of a comparison. All of these but `resume` \
      leave it as it is, and work while it runs.
      """,
    subcommands: [
      StudyListCommand.self, StudyShowCommand.self, StudyBestCommand.self, StudyFrontCommand.self,
      StudyCompareCommand.self, StudyExportCommand.self, StudyResumeCommand.self,
      StudyCancelCommand.self,
    ])
}

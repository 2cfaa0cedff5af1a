import ArgumentParser
import Clusters
import Searches

struct StudyCancelCommand: Command {
  static let configuration = CommandConfiguration(
    commandName: "cancel",
    abstract: "Cancels what a study has waiting or running on a cluster.",
    discussion: """
      Jobs are found by their names. What is finished stays; the search's own command goes on where \
      it stopped.
      """)

  @OptionGroup var study: StudyArgument

  func run(_ streams: Streams) throws {
    var cancelled = 0
    for member in try StudyFolder(study.folder).members {
      guard let count = try ClusterEvaluator.cancel(study: member.path) else {
        throw InputError(
          "\(member.path): the queue can't be seen; expected a machine where `squeue --me` answers")
      }
      cancelled += count
    }
    streams.diagnostics("Cancelled \(cancelled) tasks.")
  }
}

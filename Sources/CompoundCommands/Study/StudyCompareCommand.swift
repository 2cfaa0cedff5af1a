import ArchitectureSearch
import ArgumentParser
import Reporting
import Searches
import Studies
import TrainingData

struct StudyCompareCommand: Command {
  static let configuration = CommandConfiguration(
    commandName: "compare",
    abstract: "Trains a study's best and known networks alike, and puts them side by side.",
    discussion: """
      All at the study's proxy scale, for as many epochs, under the same seeds, which the search has \
      not used. The trainings lie in the study's folder `compared`: stop it as you like, the same \
      command goes on where it stopped. The study itself is left as it is.
      """)

  @OptionGroup var study: StudyArgument

  @Argument(help: "Known networks described by stages, or architecture files.")
  var models: [String] = ["efficientnet-b0"]

  @Option(help: "How many of the study's best.")
  var best = 1

  @Option(help: "Trainings of each network.")
  var seeds = 3

  @OptionGroup var arguments: RunArguments
  @OptionGroup var format: FormatOption

  func validate() throws {
    for (name, value) in [("seeds", seeds), ("best", best)] where !(1...1000).contains(value) {
      throw ValidationError("--\(name) \(value): expected 1 to 1000")
    }
  }

  func run(_ streams: Streams) async throws {
    let studies = try study.studies()
    guard let study = studies.first?.study,
      case .architecture(let definition) = try StudyDefinition(study)
    else {
      throw InputError(
        "\(study.folder) is no architecture search; the ranking of a coefficient search has its "
          + "baseline, and `compound study show` what a study of networks found")
    }
    let others = try models.map { try ModelSource($0).stages() }
    let data = try DataSource.open(definition.training)
    let comparison = try ComparisonStudy(
      study, best: best, with: others, seeds: seeds, classes: data.classCount,
      inputChannels: data.channels)
    let run = NetworkStudyRun(
      folder: try comparison.folder(in: study),
      source: CommandLine.arguments.joined(separator: " ") + "\n", work: arguments, format: format,
      streams: streams)
    try await run.comparison(comparison, comparison.comparison(in: study), on: data)
  }
}

import ArchitectureSearch
import ArgumentParser
import CoefficientSearch
import Files
import Reporting
import Searches
import Studies
import TrainingData

struct StudyCompareCommand: Command {
  static let configuration = CommandConfiguration(
    commandName: "compare",
    abstract: "Trains what a study found beside other networks, under fresh seeds.",
    discussion: """
      Of an architecture search, its best and known networks; of a search for coefficients by \
      response surface, its choice, the baseline, and the other ways to grow that it speaks of. All \
      at the study's proxy scale, for as many epochs, under the same seeds, which the search has not \
      used. The trainings lie in the study's folder `compared`: stop it as you like, the same \
      command goes on where it stopped. The study itself is left as it is.
      Examples:
        compound study compare studies/quick efficientnet-b0 mobilenet-v2
        compound study compare studies/b0-coefficients --seeds 10 --epochs 12
      """)

  @OptionGroup var study: StudyArgument

  @Argument(
    help: """
      Known networks described by stages, or architecture files, to put beside an architecture \
      search. (default: efficientnet-b0)
      """,
    completion: Completions.model)
  var models: [String] = []

  @Option(help: "How many of an architecture search's best. (default: 1)")
  var best: Int?

  @Option(help: "Trainings of each network.")
  var seeds = 3

  @Option(help: "Epochs of each training. (default: as in the search)")
  var epochs: Int?

  @OptionGroup var arguments: RunArguments
  @OptionGroup var format: TablesOption

  func validate() throws {
    let numbers = [("seeds", seeds, 1000), ("best", best, 1000), ("epochs", epochs, 100_000)]
    for case (let name, let value?, let most) in numbers where !(1...most).contains(value) {
      throw ValidationError("--\(name) \(value): expected 1 to \(most)")
    }
  }

  func run(_ streams: Streams) async throws {
    guard let found = try study.studies().first?.study else { return }
    switch try StudyDefinition(found) {
    case .architecture(let definition): try await compare(found, definition, streams)
    case .surface(let definition): try await verify(found, definition, streams)
    default:
      throw InputError(
        "\(found.folder) is no architecture search, and no search for coefficients by response "
          + "surface; the ranking of a grid search has its baseline, and `compound study show` what a "
          + "study of networks found")
    }
  }

  private func compare(
    _ study: Study, _ definition: ArchitectureSearchDefinition, _ streams: Streams
  ) async throws {
    let others = try (models.isEmpty ? ["efficientnet-b0"] : models).map {
      try ModelSource($0).stages()
    }
    let data = try DataSource.open(definition.training)
    let comparison = try ComparisonStudy(
      study, best: best ?? 1, with: others, seeds: seeds, epochs: epochs,
      classes: data.classCount, inputChannels: data.channels)
    try await run(in: comparison.folder(in: study), of: study, streams).comparison(
      comparison, comparison.comparison(in: study), on: data)
  }

  private func verify(
    _ study: Study, _ definition: SurfaceDefinition, _ streams: Streams
  ) async throws {
    guard models.isEmpty, best == nil else {
      throw InputError(
        "\(best == nil ? models[0] : "--best"): \(study.folder) is a search for coefficients, which "
          + "is compared with other ways to grow; name those in its file, under `compare`")
    }
    let verification = try GrowthVerificationStudy(study, seeds: seeds, epochs: epochs)
    try await run(in: verification.folder(in: study), of: study, streams).verification(
      verification, on: DataSource.open(definition.training))
  }

  private func run(
    in folder: String, of study: Study, _ streams: Streams
  ) throws -> NetworkStudyRun {
    try Folder.checkLeads(folder, within: study.folder)
    return NetworkStudyRun(
      folder: folder, source: CommandLine.arguments.joined(separator: " ") + "\n",
      work: arguments, format: format, streams: streams)
  }
}

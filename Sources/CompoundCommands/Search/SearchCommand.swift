import ArchitectureSearch
import ArgumentParser
import Files
import Foundation
import Searches

struct SearchCommand: Command {
  static let configuration = CommandConfiguration(
    commandName: "search",
    abstract: "Runs the search that a file describes, or goes on with it.",
    discussion: """
      Results are kept in a study folder after every training. Stop it as you like (Ctrl-C, kill): \
      the same command goes on where it stopped and comes to the same result.
      Example:
        compound search searches/quick.yaml
      """)

  @Argument(
    help: "A search file, such as searches/b0-coefficients.yaml.",
    completion: Completions.searchFile)
  var file: String

  @Option(
    help: "Folder of the study. (default: studies/ and the file's name)", completion: .directory)
  var output: String?

  @Flag(help: "Show what would be trained, and how long it would take; nothing is kept.")
  var plan = false

  @OptionGroup var overrides: OverrideOptions
  @OptionGroup var arguments: RunArguments
  @OptionGroup var engine: EngineOptions
  @OptionGroup var format: TablesOption

  func validate() throws {
    guard output != nil || FileKind(of: file) != .other else {
      throw ValidationError(
        "\(file): a stream has no name to call the study by; add --output, the study's folder")
    }
  }

  func run(_ streams: Streams) async throws {
    let searchFile = try SearchFile(path: file)
    let folder =
      output ?? "studies/" + URL(fileURLWithPath: file).deletingPathExtension().lastPathComponent
    let run = SearchRun(
      folder: folder, source: searchFile.source, arguments: arguments,
      engine: engine.completed(by: searchFile.engine),
      format: format, streams: streams)
    let definition = try overrides.values.applied(
      to: searchFile.definition, in: folder, workers: arguments.trainings)
    if plan {
      try await run.plan(definition)
    } else {
      try await run.run(definition)
    }
  }
}

import ArchitectureSearch
import ArgumentParser
import CoefficientSearch
import Foundation
import Searches
import Studies

struct SearchCommand: ParsableCommand {
  static let configuration = CommandConfiguration(
    commandName: "search",
    abstract: "Runs the search that a file describes, or goes on with it.",
    discussion: """
      Results are kept in a study folder after every training. Stop it as you like (Ctrl-C, kill): \
      the same command goes on where it stopped and comes to the same result.
      """)

  @Argument(help: "A search file, such as searches/b0-coefficients.yaml.")
  var file: String

  @Option(help: "Folder of the study. (default: studies/ and the file's name)")
  var output: String?

  @OptionGroup var overrides: OverrideOptions
  @OptionGroup var arguments: RunArguments
  @OptionGroup var format: FormatOption

  func run() throws {
    let searchFile = try SearchFile(path: file)
    let folder =
      output ?? "studies/" + URL(fileURLWithPath: file).deletingPathExtension().lastPathComponent
    try SearchRun(
      folder: folder, source: searchFile.source, arguments: arguments, format: format
    ).run(overrides.values.applied(to: searchFile.definition))
  }
}

/// Options that stand in for keys of the search file; they become part of the study.
struct OverrideOptions: ParsableArguments {
  @Option(help: "Data in place of the file's: shapes, or a folder of IDX or CIFAR files.")
  var data: String?

  @Option(help: "Seed in place of the file's.")
  var seed: Int?

  @Option(help: "Distinct candidates in place of the file's number.")
  var trials: Int?

  func validate() throws {
    if let seed, seed < 0 {
      throw ValidationError("--seed \(seed): expected 0 or more")
    }
    try SearchOverrides.check(trials: trials)
  }

  var values: SearchOverrides { SearchOverrides(data: data, seed: seed, trials: trials) }
}

/// Values that replace those of a definition; nil leaves them.
struct SearchOverrides {
  var data: String?
  var seed: Int?
  var trials: Int?

  static func check(trials: Int?) throws {
    if let trials, !(1...10_000_000).contains(trials) {
      throw ValidationError("--trials \(trials): expected 1 to 10000000")
    }
  }

  /// The definition with these values in place.
  func applied(to definition: SearchFile.Definition) throws -> SearchFile.Definition {
    switch definition {
    case .coefficients(let definition):
      guard trials == nil else {
        throw InputError(
          "--trials: a coefficient search tries every point of its grid; change the key `grid`")
      }
      return .coefficients(applied(to: definition))
    case .architecture(let definition):
      return .architecture(applied(to: definition))
    case .family(var definition):
      definition.architecture = applied(to: definition.architecture)
      definition.coefficients = applied(to: definition.coefficients)
      return .family(definition)
    }
  }

  private func applied(to definition: CoefficientDefinition) -> CoefficientDefinition {
    var definition = definition
    if let data { definition.training.data = data }
    if let seed { definition.seed = UInt64(seed) }
    return definition
  }

  private func applied(
    to definition: ArchitectureSearchDefinition
  ) -> ArchitectureSearchDefinition {
    var definition = definition
    if let data { definition.training.data = data }
    if let seed { definition.seed = UInt64(seed) }
    if let trials { definition.trials = trials }
    return definition
  }
}

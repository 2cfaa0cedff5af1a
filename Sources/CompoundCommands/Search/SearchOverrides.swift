import ArchitectureSearch
import ArgumentParser
import CoefficientSearch
import Searches
import Studies

/// Values that replace those of a definition; nil leaves them.
struct SearchOverrides {
  var data: String?
  var seed: Int?
  var trials: Int?
  var more: BudgetAddition?

  static func check(trials: Int?) throws {
    if let trials, !(1...10_000_000).contains(trials) {
      throw ValidationError("--trials \(trials): expected 1 to 10000000")
    }
  }

  /// The definition with these values in place.
  ///
  /// - Parameters:
  ///   - definition: the search.
  ///   - folder: its study, where it has begun; minutes become trainings by how long those there took.
  ///   - workers: trainings side by side.
  /// - Returns: the search as it will run.
  /// - Throws: `InputError` for a value that the search has no use for.
  func applied(
    to definition: SearchFile.Definition, in folder: String, workers: Int
  ) throws -> SearchFile.Definition {
    if more != nil {
      guard case .surface = definition else {
        throw InputError("--more: only a search for coefficients by response surface has a budget")
      }
    }
    switch definition {
    case .coefficients(let definition):
      guard trials == nil else {
        throw InputError(
          "--trials: a coefficient search tries every point of its grid; change the key `grid`")
      }
      return .coefficients(applied(to: definition))
    case .surface(var definition):
      guard trials == nil else {
        throw InputError(
          "--trials: a search by response surface trains what its budget has room for; change the key "
            + "`budget`")
      }
      if let data { definition.training.data = data }
      if let seed { definition.seed = UInt64(seed) }
      if let more {
        definition.more.append(try more.trainings(of: folder, workers: workers))
      }
      return .surface(definition)
    case .architecture(let definition):
      return .architecture(applied(to: definition))
    case .family(var definition):
      definition.architecture = applied(to: definition.architecture)
      definition.coefficients = definition.coefficients.with(
        data: data, seed: seed.map(UInt64.init))
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

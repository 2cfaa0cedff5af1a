public import Architectures
public import ArchitectureSearch
public import CoefficientSearch
import SearchSpaces
public import Studies

/// The two searches of a family in one go, each in a study of its own below one folder.
public struct FamilySearch: Sendable {
  public let definition: FamilyDefinition

  public init(_ definition: FamilyDefinition) {
    self.definition = definition
  }

  /// What a family search found.
  public struct Report: Sendable {
    public var search: SpaceSearch.Outcome
    /// The best architecture of the search, at target scale.
    public var baseline: Architecture
    public var coefficients: CoefficientReport
  }

  /// Runs both searches in `output/architecture` and `output/coefficients`, going on where an earlier
  /// run stopped.
  ///
  /// - Parameters:
  ///   - classes: classes of the data set.
  ///   - inputChannels: channels of its images.
  ///   - source: the text of the search file.
  ///   - architectureEvaluator: makes the evaluator of the first search.
  ///   - coefficientEvaluator: makes that of the second, once the first is done.
  /// - Throws: ``SearchError``; whatever was finished before stays in the studies.
  public func run(
    output: String, classes: Int, inputChannels: Int, source: String,
    architectureEvaluator: () throws -> any Evaluator,
    coefficientEvaluator: () throws -> any Evaluator, options: RunOptions = RunOptions()
  ) async throws -> Report {
    try definition.keep(in: output)
    let first = try SpaceSearch(
      definition.architecture, classes: classes, inputChannels: inputChannels)
    let outcome = try await first.run(
      output: output + "/architecture", source: source,
      evaluator: architectureEvaluator(), options: options)
    guard let best = outcome.report.best, let choices = best.choices else {
      throw SearchError.emptySearch(reason: "no candidate of the architecture search succeeded")
    }
    let baseline = try first.domain.graph.space.architecture(choices)
    var coefficients = definition.coefficients
    coefficients.model = baseline.name
    let second = try CoefficientGridSearch(
      coefficients, base: baseline, classes: classes, inputChannels: inputChannels)
    let family = try await second.run(
      output: output + "/coefficients", source: source,
      evaluator: coefficientEvaluator(), options: options)
    return Report(search: outcome, baseline: baseline, coefficients: family)
  }
}

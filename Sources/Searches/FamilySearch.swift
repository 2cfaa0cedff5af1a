public import Architectures
public import ArchitectureSearch
import CoefficientSearch
import SearchSpaces
public import Studies

/// The two searches of a family in one go, each in a study of its own below one folder.
public struct FamilySearch: Sendable {
  /// The two searches as they run.
  public let definition: FamilyDefinition

  /// Makes the pair of searches; nothing is built or trained.
  public init(_ definition: FamilyDefinition) {
    self.definition = definition
  }

  /// What a family search found.
  public struct Report: Sendable {
    /// What the first search found.
    public var search: SpaceSearch.Outcome
    /// The best architecture of the search, at target scale.
    public var baseline: Architecture
    /// What the second search found, with the family.
    public var coefficients: GrowthReport
  }

  /// Runs both searches in `output/architecture` and `output/coefficients`, going on where an earlier
  /// run stopped.
  ///
  /// - Parameters:
  ///   - output: the folder of both studies.
  ///   - classes: classes of the data set.
  ///   - inputChannels: channels of its images.
  ///   - source: the text of the search file.
  ///   - architectureEvaluator: makes the evaluator of the first search.
  ///   - coefficientEvaluator: makes that of the second, once the first is done.
  ///   - meter: times the candidates of the first search, where it asks for that.
  ///   - options: how to run; they don't change what comes out.
  /// - Returns: what both searches found.
  /// - Throws: `SearchError`; whatever was finished before stays in the studies.
  public func run(
    output: String, classes: Int, inputChannels: Int, source: String,
    architectureEvaluator: () throws -> any Evaluator,
    coefficientEvaluator: () throws -> any Evaluator, meter: (any LatencyMeter)? = nil,
    options: RunOptions = RunOptions()
  ) async throws -> Report {
    try definition.keep(in: output)
    let first = try SpaceSearch(
      definition.architecture, classes: classes, inputChannels: inputChannels)
    let outcome = try await first.run(
      output: output + "/architecture", source: source,
      evaluator: architectureEvaluator(), meter: meter, options: options)
    guard let best = outcome.report.best, let choices = best.choices else {
      throw SearchError.emptySearch(reason: "no candidate of the architecture search succeeded")
    }
    let baseline = try first.domain.graph.space.architecture(choices)
    let folder = output + "/" + CoefficientDefinition.kind
    let family: GrowthReport
    switch definition.coefficients.with(model: baseline.name) {
    case .grid(let definition):
      let second = try CoefficientGridSearch(
        definition, base: baseline, classes: classes, inputChannels: inputChannels)
      family = .grid(
        try await second.run(
          output: folder, source: source, evaluator: coefficientEvaluator(), options: options))
    case .surface(let definition):
      let second = try SurfaceSearch(
        definition, base: baseline, classes: classes, inputChannels: inputChannels)
      family = .surface(
        try await second.run(
          output: folder, source: source, evaluator: coefficientEvaluator(), options: options))
    }
    return Report(search: outcome, baseline: baseline, coefficients: family)
  }
}

import CostModel
import SearchSpaces
public import Studies

/// A search through a space: sampler, trainings, report.
public struct SpaceSearch: Sendable {
  /// The definition, its space for images with the channels of the data.
  public let definition: ArchitectureSearchDefinition
  public let domain: SearchDomain
  private let classes: Int
  private let inputChannels: Int

  /// Builds the space and counts what lies within the budgets; nothing is trained.
  ///
  /// - Parameters:
  ///   - classes: classes of the data set.
  ///   - inputChannels: channels of its images.
  /// - Throws: ``SearchError`` naming what of the definition can't be.
  public init(
    _ definition: ArchitectureSearchDefinition, classes: Int, inputChannels: Int
  ) throws {
    var definition = definition
    try definition.space.suit(inputChannels: inputChannels)
    self.definition = definition
    self.classes = classes
    self.inputChannels = inputChannels
    domain = try SearchDomain(
      SpaceGraph(SearchSpace(definition.space)), band: definition.band.additive)
  }

  /// Runs the search in the study folder `output`, going on where an earlier run stopped.
  ///
  /// - Parameter source: the text of the search file.
  /// - Throws: ``SearchError``; whatever was finished before stays in the study.
  public func run(
    output: String, source: String, evaluator: any Evaluator, options: RunOptions = RunOptions()
  ) async throws -> StudyReport {
    let study = try Study.open(folder: output, definition: definition, source: source)
    let proposer = try TrialProposer(
      definition, domain: domain, classes: classes, inputChannels: inputChannels)
    var plan = ArchitecturePlan(proposer, checkpoints: study.checkpointFolder)
    var runner = StudyRunner(study: study, evaluator: evaluator, options: options)
    _ = try await runner.run(&plan)
    return try StudyReport(definition, records: study.records)
  }
}

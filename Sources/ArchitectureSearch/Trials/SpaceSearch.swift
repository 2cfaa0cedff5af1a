public import Architectures
import CostModel
import Randomness
import SearchSpaces
public import Studies

/// A search through a space: sampler, trainings, report.
public struct SpaceSearch: Sendable {
  /// The search as it runs, its space for images with the channels of the data.
  public let definition: ArchitectureSearchDefinition
  /// The architectures that may be tried.
  public let domain: SearchDomain
  private let classes: Int
  private let inputChannels: Int

  /// What a finished search found, and why it ended.
  public struct Outcome: Hashable, Sendable {
    /// The trials, the best and the front.
    public let report: StudyReport
    /// Why no more was tried.
    public let ending: SearchEnding
  }

  /// Builds the space and counts what lies within the budgets; nothing is trained.
  ///
  /// - Parameters:
  ///   - definition: the search as its file states it.
  ///   - classes: classes of the data set.
  ///   - inputChannels: channels of its images.
  /// - Throws: `SearchError` naming what of the definition can't be.
  public init(
    _ definition: ArchitectureSearchDefinition, classes: Int, inputChannels: Int
  ) throws {
    var definition = definition
    try definition.space.suit(inputChannels: inputChannels)
    self.definition = definition
    self.classes = classes
    self.inputChannels = inputChannels
    let graph = try definition.graph()
    domain = try SearchDomain(graph, band: graph.countable(definition.band))
  }

  /// Networks as they would be trained, drawn evenly from what may be tried.
  public func sample(count: Int) throws -> [Architecture] {
    try (0..<count).map { index in
      var generator = CounterGenerator(seed: definition.seed, purpose: "plan", index: index)
      return try definition.proxy.apply(
        to: domain.graph.space.architecture(domain.draw(using: &generator)), classes: classes,
        inputChannels: inputChannels, regularizes: definition.training.regularizes)
    }
  }

  /// Runs the search in the study folder `output`, going on where an earlier run stopped.
  ///
  /// - Parameters:
  ///   - output: the path of the folder.
  ///   - source: the text of the search file.
  ///   - evaluator: scores candidates.
  ///   - meter: times candidates, where the definition weighs or bounds their measured latency.
  ///   - options: how to run; they don't change what comes out.
  /// - Returns: what was found.
  /// - Throws: `SearchError`; whatever was finished before stays in the study.
  public func run(
    output: String, source: String, evaluator: any Evaluator,
    meter: (any LatencyMeter)? = nil, options: RunOptions = RunOptions()
  ) async throws -> Outcome {
    var definition = definition
    if definition.timesCandidates {
      guard let meter else {
        throw SearchError.invalidDefinition(
          place: "objective", message: "candidates are to be timed; expected a `LatencyMeter`")
      }
      definition.objective.machine = meter.machine
    }
    let study = try Study.open(folder: output, definition: definition, source: source)
    let proposer = try TrialProposer(
      definition, domain: domain, classes: classes, inputChannels: inputChannels,
      timing: definition.timesCandidates
        ? meter.map { CandidateTiming(study.records, meter: $0) } : nil)
    var plan = ArchitecturePlan(proposer, checkpoints: study.checkpointFolder)
    var runner = StudyRunner(study: study, evaluator: evaluator, options: options)
    _ = try await runner.run(&plan)
    return Outcome(
      report: try StudyReport(definition, records: study.records),
      ending: plan.proposer.ending ?? .trials)
  }
}

public import Architectures
import Randomness
import Statistics
public import Studies

/// The grid search over α, β and γ at a fixed φ: candidates, trainings, report.
///
/// Every (candidate, seed) training is one record of the study, so an interrupted search loses at
/// most the trainings that were running.
public struct CoefficientGridSearch: Sendable {
  /// The search as it runs.
  public let definition: CoefficientDefinition
  /// The baseline at target scale.
  public let base: Architecture
  /// The baseline, trial 0, and every grid point that satisfies the constraint.
  public let candidates: [CoefficientCandidate]
  /// Grid points that miss the constraint on α · β² · γ².
  public let pointsOffConstraint: Int

  /// Builds and costs all candidates; nothing is trained.
  ///
  /// - Parameters:
  ///   - definition: the search as its file states it.
  ///   - base: the architecture that `definition.model` names.
  ///   - classes: classes of the data set.
  ///   - inputChannels: channels of its images.
  /// - Throws: `SearchError` when no grid point satisfies the constraint, or an error that names
  ///   what of the definition does not fit the model.
  public init(
    _ definition: CoefficientDefinition, base: Architecture, classes: Int, inputChannels: Int
  ) throws {
    guard definition.training.seeds > 0, definition.training.epochs > 0 else {
      throw SearchError.invalidDefinition(
        place: "training",
        message: "found \(definition.training.seeds) seeds and \(definition.training.epochs) "
          + "epochs, expected at least one of each")
    }
    let enumeration = try CoefficientEnumeration(
      definition, base: base, classes: classes, inputChannels: inputChannels)
    self.definition = definition
    self.base = enumeration.base
    candidates = enumeration.candidates
    pointsOffConstraint = enumeration.pointsOffConstraint
    guard candidates.contains(where: { $0.trial > 0 && $0.fate == .trained }) else {
      throw SearchError.emptySearch(
        reason: "every candidate is refused; the first: \(firstRefusal)")
    }
  }

  /// The search of a study, from its folder alone.
  ///
  /// - Parameters:
  ///   - definition: the search as it ran.
  ///   - study: where it ran.
  /// - Throws: `FileError` where the study's networks can't be read, `SearchError` where an earlier
  ///   version did not keep them.
  public init(_ definition: CoefficientDefinition, study: Study) throws {
    guard let proxy = try? study.proxyBaseline() else {
      throw SearchError.earlierVersion(
        path: study.folder, lacks: "the network that it trains",
        command: "compound study resume \(study.folder)")
    }
    try self.init(
      definition, base: study.baseline(), classes: proxy.head.classes,
      inputChannels: proxy.inputChannels)
  }

  /// How many trainings the search takes.
  public var trainingCount: Int {
    candidates.count { $0.fate == .trained } * definition.training.seeds
  }

  /// The seeds, the same for every candidate.
  public var seeds: [UInt64] {
    CounterGenerator.trainingSeeds(count: definition.training.seeds, seed: definition.seed)
  }

  /// Runs the search in the study folder `output`, going on where an earlier run stopped.
  ///
  /// - Parameters:
  ///   - output: the path of the folder.
  ///   - source: the text of the search file.
  ///   - evaluator: scores candidates.
  ///   - options: how to run; they don't change what comes out.
  /// - Returns: what was found.
  /// - Throws: `SearchError`; whatever was finished before stays in the study.
  public func run(
    output: String, source: String, evaluator: any Evaluator, options: RunOptions = RunOptions()
  ) async throws -> CoefficientReport {
    let study = try Study.open(folder: output, definition: definition, source: source)
    try study.keep(baseline: base)
    if let proxy = candidates.first?.proxy { try study.keep(proxyBaseline: proxy) }
    var plan = CoefficientPlan(self, checkpoints: study.checkpointFolder)
    var runner = StudyRunner(study: study, evaluator: evaluator, options: options)
    let results = try await runner.run(&plan)
    return try CoefficientReport(self, results: results)
  }

  /// The report of a study folder, finished or not.
  ///
  /// - Throws: `SearchError` when the folder holds no study of this search, or nothing was trained
  ///   under all seeds yet.
  public func report(of output: String) throws -> CoefficientReport {
    try CoefficientReport(self, results: RecordedResults(Study.read(folder: output).records))
  }

  private var firstRefusal: String {
    for case .refused(let reason) in candidates.map(\.fate) { return reason }
    return "the same network as the baseline"
  }
}

public import Architectures
import Randomness
import Statistics
public import Studies

/// The grid search over α, β and γ at a fixed φ: candidates, trainings, report.
///
/// Every (candidate, seed) training is one record of the study, so an interrupted search loses at
/// most the trainings that were running.
public struct CoefficientGridSearch: Sendable {
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
  ///   - base: the architecture that `definition.model` names.
  ///   - classes: classes of the data set.
  ///   - inputChannels: channels of its images.
  /// - Throws: ``SearchError`` when no grid point satisfies the constraint, or an error that names
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
  /// - Parameter source: the text of the search file.
  /// - Throws: ``SearchError``; whatever was finished before stays in the study.
  public func run(
    output: String, source: String, evaluator: any Evaluator, options: RunOptions = RunOptions()
  ) throws -> CoefficientReport {
    let study = try Study.open(
      folder: output, kind: "coefficients", definition: definition, growing: ["family"],
      seed: definition.seed, source: source)
    try study.keep(baseline: base)
    var plan = CoefficientPlan(self, checkpoints: study.checkpointFolder)
    var runner = StudyRunner(study: study, evaluator: evaluator, options: options)
    let results = try runner.run(&plan)
    return try CoefficientReport(self, results: results)
  }

  /// The report of a study folder, finished or not.
  ///
  /// - Throws: ``SearchError`` when the folder holds no study of this search, or nothing was trained
  ///   under all seeds yet.
  public func report(of output: String) throws -> CoefficientReport {
    try CoefficientReport(self, results: RecordedResults(Study.read(folder: output).records))
  }

  private var firstRefusal: String {
    for case .refused(let reason) in candidates.map(\.fate) { return reason }
    return "the same network as the baseline"
  }
}

/// The trainings of a coefficient search: all candidates under the first seed, then all under the
/// second, so that a ranking takes shape early.
struct CoefficientPlan: WorkPlan {
  private let search: CoefficientGridSearch
  private let work: [PlannedWork]
  private var position = 0

  init(_ search: CoefficientGridSearch, checkpoints: String) {
    self.search = search
    var work: [PlannedWork] = []
    for candidate in search.candidates {
      if let note = candidate.note { work.append(.note(note)) }
    }
    let epochs = search.definition.training.epochs
    for seed in search.seeds {
      for candidate in search.candidates where candidate.fate == .trained {
        guard let proxy = candidate.proxy else { continue }
        let request = EvaluationRequest(
          trial: candidate.trial, candidate: candidate.label, architecture: proxy,
          epochs: epochs, seed: seed, checkpoints: checkpoints)
        work.append(.train(request, record: candidate.record(.finished)))
      }
    }
    self.work = work
  }

  mutating func next(_ results: RecordedResults) -> PlannedWork {
    guard position < work.count else { return .done }
    defer { position += 1 }
    return work[position]
  }

  func expectedTrainings(_ results: RecordedResults) -> Int { search.trainingCount }

  func leader(_ results: RecordedResults) -> LeadingCandidate? {
    let epochs = search.definition.training.epochs
    var leader: (candidate: LeadingCandidate, seeds: Int)?
    for candidate in search.candidates where candidate.trial > 0 {
      let accuracies = search.seeds.compactMap {
        results[TrainingKey(trial: candidate.trial, epochs: epochs, seed: $0)]?.accuracy
      }
      guard !accuracies.isEmpty else { continue }
      let mean = Sample(accuracies).mean
      // More seeds weigh more than a better mean: a single lucky training must not lead.
      if (accuracies.count, mean) > (leader?.seeds ?? 0, leader?.candidate.accuracy ?? 0) {
        leader = (
          LeadingCandidate(
            trial: candidate.trial, candidate: candidate.label, accuracy: mean, reward: nil),
          accuracies.count
        )
      }
    }
    return leader?.candidate
  }
}

extension CoefficientCandidate {
  /// The candidate's part of a record.
  fileprivate func record(_ status: TrialStatus) -> TrialRecord {
    var record = TrialRecord(trial: trial, status: status, candidate: label)
    record.values = ["alpha": scaling.alpha, "beta": scaling.beta, "gamma": scaling.gamma]
    record.costs = costs
    return record
  }

  /// The record of a candidate that is not trained.
  fileprivate var note: TrialRecord? {
    switch fate {
    case .trained:
      return nil
    case .refused(let reason):
      var record = record(.refused)
      record.cause = reason
      return record
    case .sameAs(let trial):
      var record = record(.repeated)
      record.of = trial
      return record
    }
  }
}

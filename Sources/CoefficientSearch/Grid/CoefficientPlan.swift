import Architectures
import Statistics
import Studies

/// The trainings of a coefficient search: all candidates under the first seed, then all under the
/// second, so that a ranking takes shape early.
struct CoefficientPlan: WorkPlan {
  private let search: CoefficientGridSearch
  private let work: [PlannedWork]
  private var position = 0
  private(set) var expectedEffort: Double?

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
    expectedEffort = work.reduce(0) { $0 + effort(of: $1) }
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
        results[TrainingKey(trial: candidate.trial, epochs: epochs, seed: $0)]?.score
      }
      guard !accuracies.isEmpty else { continue }
      let sample = Sample(accuracies)
      let mean = sample.mean
      // More seeds weigh more than a better mean: a single lucky training must not lead.
      if (accuracies.count, mean) > (leader?.seeds ?? 0, leader?.candidate.score ?? 0) {
        leader = (
          LeadingCandidate(
            trial: candidate.trial, candidate: candidate.label, score: mean,
            standardError: sample.standardError),
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

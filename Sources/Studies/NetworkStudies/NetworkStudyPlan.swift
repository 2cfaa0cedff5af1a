/// All networks under the first seed, the short trainings first, then under the second.
struct NetworkStudyPlan: WorkPlan {
  private let study: NetworkStudy
  private let work: [PlannedWork]
  private var position = 0
  private(set) var expectedEffort: Double?

  init(_ study: NetworkStudy, checkpoints: String) {
    self.study = study
    var work: [PlannedWork] = []
    for seed in study.seeds {
      for epochs in study.epochs {
        for (trial, member) in study.members.enumerated() {
          let request = EvaluationRequest(
            trial: trial, candidate: member.name, architecture: member.architecture,
            epochs: epochs, seed: seed, checkpoints: checkpoints,
            values: [EvaluationRequest.learningRate: member.learningRateFactor])
          var record = TrialRecord(trial: trial, status: .finished, candidate: member.name)
          record.costs = member.costs
          work.append(.train(request, record: record))
        }
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

  func expectedTrainings(_ results: RecordedResults) -> Int { study.trainingCount }

  func leader(_ results: RecordedResults) -> LeadingCandidate? { nil }
}

import Architectures
import Studies

/// The trainings of a search by response surface, as the runner carries them out.
struct SurfacePlan: WorkPlan {
  private let search: SurfaceSearch
  private let checkpoints: String
  private var schedule: SurfaceSchedule
  private var position = 0
  /// By candidate, in trainings of the proxy baseline.
  private let efforts: [String: Double]

  init(_ search: SurfaceSearch, checkpoints: String) {
    self.search = search
    self.checkpoints = checkpoints
    schedule = search.schedule
    efforts = Dictionary(
      search.design.lattice.points.map { ($0.label, $0.effort) }, uniquingKeysWith: { $1 })
  }

  mutating func next(_ results: RecordedResults) throws -> PlannedWork {
    while position >= schedule.trainings.count {
      if schedule.left(results) == 0 {
        try search.requireMoreThanChance(schedule.observations(results).map(\.score))
      }
      guard try schedule.extend(results) else { return schedule.isDone ? .done : .wait }
    }
    defer { position += 1 }
    let training = schedule.trainings[position]
    let point = search.design.lattice.points[training.point]
    let request = EvaluationRequest(
      trial: training.trial, candidate: point.label, architecture: point.architecture,
      epochs: search.definition.training.epochs, seed: training.seed, checkpoints: checkpoints,
      values: point.values)
    var record = TrialRecord(
      trial: training.trial, status: .finished, candidate: point.label)
    record.values = point.values
    record.costs = point.costs
    return .train(request, record: record)
  }

  func effort(of request: EvaluationRequest, record: TrialRecord) -> Double {
    efforts[request.candidate] ?? 1
  }

  var expectedEffort: Double? {
    search.definition.budget + search.definition.more.reduce(0, +)
  }

  func expectedTrainings(_ results: RecordedResults) -> Int { schedule.expectedCount }

  /// The network with the best score so far; it says little about how to grow.
  func leader(_ results: RecordedResults) -> LeadingCandidate? {
    let kind = search.definition.evaluator.scoreKind
    return results.trainings.values.compactMap { record in
      record.score.map {
        LeadingCandidate(trial: record.trial, candidate: record.candidate, score: $0)
      }
    }.max { (kind.merit($0.score), $1.trial) < (kind.merit($1.score), $0.trial) }
  }
}

extension ScalingLattice.Point {
  /// What a journal and a command are told of it.
  var values: [String: Double] {
    [
      "depth": factors.depth, "width": factors.width, "resolution": factors.resolution,
      "phi": logRatio, EvaluationRequest.learningRate: rate,
    ]
  }
}

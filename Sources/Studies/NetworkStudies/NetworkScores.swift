/// What the networks of a study reached.
public struct NetworkScores: Sendable {
  /// The study that was run.
  public let study: NetworkStudy
  /// Trainings that are neither finished nor failed.
  public let trainingsLeft: Int
  private let scores: [TrainingKey: Double]

  init(_ study: NetworkStudy, _ results: RecordedResults) {
    self.study = study
    let planned = study.seeds.flatMap { seed in
      study.epochs.flatMap { epochs in
        study.members.indices.map { TrainingKey(trial: $0, epochs: epochs, seed: seed) }
      }
    }
    trainingsLeft = planned.count { results[$0] == nil }
    scores = results.trainings.compactMapValues { $0.score }
  }

  /// The scores of a member after so many epochs, one per seed in their order; `nil` where one of
  /// its trainings failed.
  public func scores(of member: Int, epochs: Int) -> [Double]? {
    let found = study.seeds.compactMap {
      scores[TrainingKey(trial: member, epochs: epochs, seed: $0)]
    }
    return found.count == study.seeds.count ? found : nil
  }
}

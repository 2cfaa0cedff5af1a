/// Finds failures of one cause in a row, in the order in which trainings were planned.
///
/// Looking at them in the order in which they end would let the number of workers decide whether a
/// search stops.
struct FailureStreak {
  let limit: Int
  private var order: [TrainingKey] = []
  private var ended: [TrainingKey: TrialRecord] = [:]
  private var position = 0
  private var streak: [TrialRecord] = []

  init(limit: Int) {
    self.limit = limit
  }

  /// The next training in the plan's order.
  mutating func expect(_ key: TrainingKey) {
    order.append(key)
  }

  /// Takes the end of a training.
  ///
  /// - Throws: ``SearchError/repeatedFailure(cause:detail:trials:)`` when it completes a streak.
  mutating func note(_ record: TrialRecord, for key: TrainingKey) throws {
    ended[key] = record
    while position < order.count, let next = ended.removeValue(forKey: order[position]) {
      position += 1
      guard next.status == .failed else {
        streak = []
        continue
      }
      if streak.last?.cause != next.cause { streak = [] }
      streak.append(next)
      if limit > 0, streak.count >= limit {
        throw SearchError.repeatedFailure(
          cause: next.cause ?? "", detail: next.detail ?? "", trials: streak.map(\.trial))
      }
    }
  }
}

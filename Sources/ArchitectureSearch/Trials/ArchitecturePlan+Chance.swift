import Studies

extension ArchitecturePlan {
  /// So many single trials at chance level stop a search; a rung does by itself.
  static let trialsAtChance = 8

  /// Whether a trial's accuracy exceeds chance; true where scores are no accuracies.
  func exceedsChance(_ trial: ScoredTrial) -> Bool {
    guard let chance = proposer.chance, let objectives = trial.objectives else { return true }
    return chance.isExceeded(by: -objectives[0])
  }

  /// Stops a search whose results can't be told from guessing: an order among them is an order of costs
  /// and of noise.
  ///
  /// - Parameters:
  ///   - trials: what is finished; those that were ended early say nothing.
  ///   - epochs: how long each was trained.
  /// - Throws: `SearchError.chanceLevel(best:chance:trainings:epochs:)` where none exceeds chance.
  func requireMoreThanChance(_ trials: [ScoredTrial], epochs: Int) throws {
    let scored = trials.filter { $0.objectives != nil && !$0.isPruned }
    guard let chance = proposer.chance, !scored.isEmpty, !scored.contains(where: exceedsChance)
    else { return }
    throw SearchError.chanceLevel(
      best: scored.compactMap { $0.objectives.map { -$0[0] } }.max() ?? 0, chance: chance,
      trainings: scored.count, epochs: epochs)
  }
}

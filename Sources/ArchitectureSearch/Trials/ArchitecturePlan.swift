import SearchSpaces
import Statistics
import Studies

/// The trainings of an architecture search: rounds of proposals, each trained over one or more rungs.
///
/// Without halving a round is a single trial and rounds overlap: proposal n sees the results of the
/// trials before n − lag. With halving a round is a bracket: all its proposals see the brackets
/// before it, and a rung starts when the rung before it is complete.
///
/// Where candidates are timed, lag + 1 of them at once, when nothing is running: whatever else the
/// processor did would be in the time. What proposal n sees stays the same.
struct ArchitecturePlan: WorkPlan {
  private(set) var proposer: TrialProposer
  private let checkpoints: String
  private let seeds: [UInt64]
  private var history: [ScoredTrial] = []
  /// The best of the history.
  private var best: ScoredTrial?
  /// What the trainings of the history have reached on the way, by their length in epochs.
  private var medians: [Int: MedianRule] = [:]
  /// How many trials, from the first, are known to be finished.
  private var settled = 0
  /// Trainings that are decided and not yet handed out, in order.
  private var queue: [PlannedWork] = []
  /// The epochs of each trial's longest training so far.
  private var epochs: [Int: Int] = [:]
  private var bracket: Bracket?
  private var brackets = 0
  private var isConfirming = false

  private struct Bracket {
    var members: [Int]
    let epochs: [Int]
    var rung = 0
  }

  init(_ proposer: TrialProposer, checkpoints: String) {
    self.proposer = proposer
    self.checkpoints = checkpoints
    seeds = proposer.definition.trainingSeeds
  }

  mutating func next(_ results: RecordedResults) throws -> PlannedWork {
    while queue.isEmpty {
      let isPlanned =
        proposer.definition.halving == nil ? try nextTrials(results) : try nextRung(results)
      guard let isReady = try isPlanned ?? confirm(results) else { return .done }
      guard isReady else { return .wait }
    }
    return queue.removeFirst()
  }

  /// Plans the next single trials: false when they must wait, nil when there is none.
  private mutating func nextTrials(_ results: RecordedResults) throws -> Bool? {
    guard proposer.definition.timesCandidates else { return try nextTrial(results) }
    guard isQuiet(results) else { return false }
    guard try nextTrial(results) != nil else { return nil }
    for _ in 0..<proposer.definition.lag { _ = try nextTrial(results) }
    return true
  }

  /// Whether all that is planned is finished.
  private mutating func isQuiet(_ results: RecordedResults) -> Bool {
    while settled < proposer.trials.count, outcome(of: settled, results) != nil { settled += 1 }
    return settled == proposer.trials.count
  }

  /// Plans the next single trial: false when it must wait, nil when there is none.
  private mutating func nextTrial(_ results: RecordedResults) throws -> Bool? {
    guard !proposer.isExhausted else {
      // A lag may hide the last trials from every proposal, but not from this.
      guard proposer.trials.count >= Self.trialsAtChance else { return nil }
      guard extendHistory(to: proposer.trials.count, results) else { return false }
      try requireMoreThanChance(history, epochs: proposer.definition.training.epochs)
      return nil
    }
    let visible = max(0, proposer.trials.count - proposer.definition.lag)
    guard extendHistory(to: visible, results) else { return false }
    if history.count == Self.trialsAtChance {
      try requireMoreThanChance(history, epochs: proposer.definition.training.epochs)
    }
    let trial = try proposer.propose(after: history)
    schedule(trial, epochs: proposer.definition.training.epochs)
    return true
  }

  /// Plans the next rung of the bracket, or the next bracket.
  private mutating func nextRung(_ results: RecordedResults) throws -> Bool? {
    if var current = bracket {
      guard current.members.allSatisfy({ outcome(of: $0, results) != nil }) else { return false }
      try requireMoreThanChance(
        current.members.compactMap { outcome(of: $0, results) },
        epochs: current.epochs[current.rung])
      current.rung += 1
      if current.rung < current.epochs.count {
        current.members = promoted(current.members, results)
        for member in current.members {
          schedule(proposer.trials[member], epochs: current.epochs[current.rung])
        }
        bracket = current
        return true
      }
      bracket = nil
    }
    guard !proposer.isExhausted, let halving = proposer.definition.halving else { return nil }
    guard extendHistory(to: proposer.trials.count, results) else { return false }
    let shapes = halving.brackets(epochs: proposer.definition.training.epochs)
    let shape = shapes[brackets % shapes.count]
    brackets += 1
    var members: [Int] = []
    while members.count < shape.candidates, !proposer.isExhausted {
      let trial = try proposer.propose(after: history)
      schedule(trial, epochs: shape.epochs[0])
      if trial.isTrained { members.append(trial.number) }
    }
    bracket = Bracket(members: members, epochs: shape.epochs)
    return true
  }

  /// Plans the trainings of the best under fresh seeds: false while trials are running, nil when that
  /// is planned, or not wanted.
  private mutating func confirm(_ results: RecordedResults) throws -> Bool? {
    let definition = proposer.definition
    guard let confirmation = definition.confirmation, !isConfirming else { return nil }
    guard extendHistory(to: proposer.trials.count, results) else { return false }
    isConfirming = true
    let ranked = history.filter {
      $0.reward != nil && !$0.isPruned && proposer.trials[$0.number].isTrained
    }
    .sorted { ($0.reward ?? 0, $1.number) > ($1.reward ?? 0, $0.number) }
    .map { proposer.trials[$0.number] }
    let chosen = try definition.first(
      confirmation.best, of: ranked, in: proposer.domain.graph.space, choices: \.encoding)
    for trial in chosen {
      train(
        trial, epochs: definition.decisiveEpochs, seeds: definition.confirmationSeeds, bar: nil)
    }
    return true
  }

  private mutating func schedule(_ trial: ProposedTrial, epochs: Int) {
    guard trial.isTrained else {
      queue.append(.note(trial.record))
      return
    }
    self.epochs[trial.number] = epochs
    if let pruning = proposer.definition.pruning, medians[epochs] == nil {
      medians[epochs] = MedianRule(pruning, epochs: epochs)
    }
    train(trial, epochs: epochs, seeds: seeds, bar: medians[epochs]?.bar)
  }

  private mutating func train(
    _ trial: ProposedTrial, epochs: Int, seeds: [UInt64], bar: PruningBar?
  ) {
    for seed in seeds {
      if var request = proposer.request(
        trial, epochs: epochs, seed: seed, checkpoints: checkpoints)
      {
        request.bar = bar
        queue.append(.train(request, record: trial.record))
      }
    }
  }

  /// The members that go on: by Pareto rank, then by reward; of those at chance level, and of those that
  /// were ended early, none, whatever they cost.
  private func promoted(_ members: [Int], _ results: RecordedResults) -> [Int] {
    let scored = members.compactMap { outcome(of: $0, results) }
      .filter { $0.reward != nil && !$0.isPruned && exceedsChance($0) }
    let ranks = ParetoFront.ranks(of: scored.map { $0.objectives ?? [] })
    let order = scored.indices.sorted { left, right in
      if ranks[left] != ranks[right] { return ranks[left] < ranks[right] }
      let (a, b) = (scored[left].reward ?? 0, scored[right].reward ?? 0)
      return a != b ? a > b : scored[left].number < scored[right].number
    }
    let factor = proposer.definition.halving?.factor ?? 1
    let count = max(1, members.count / factor)
    return order.prefix(count).map { scored[$0].number }.sorted()
  }

  /// Adds outcomes to the history up to a trial; false while one of them is missing.
  private mutating func extendHistory(to count: Int, _ results: RecordedResults) -> Bool {
    while history.count < count {
      guard let outcome = outcome(of: history.count, results) else { return false }
      history.append(outcome)
      best = better(best, outcome)
      for length in medians.keys {
        for seed in seeds {
          let key = TrainingKey(trial: outcome.number, epochs: length, seed: seed)
          if let record = results[key], record.status != .failed {
            medians[length]?.add(record.curve ?? [])
          }
        }
      }
    }
    return true
  }

  /// The one with the larger reward that was trained to its end, of equals the earlier.
  private func better(_ first: ScoredTrial?, _ second: ScoredTrial) -> ScoredTrial? {
    guard let reward = second.reward, !second.isPruned, proposer.trials[second.number].isTrained
    else { return first }
    guard let first, let known = first.reward else { return second }
    return reward > known ? second : first
  }

  /// A trial's outcome over all seeds at its longest training; nil while one is missing.
  private func outcome(of number: Int, _ results: RecordedResults) -> ScoredTrial? {
    let trial = proposer.trials[number]
    if let original = trial.original {
      guard var first = outcome(of: original, results) else { return nil }
      (first.number, first.encoding) = (number, trial.encoding)
      return first
    }
    guard trial.isTrained, let epochs = epochs[number] else {
      return proposer.scored(trial, score: nil)
    }
    var scores: [Double] = []
    var isPruned = false
    for seed in seeds {
      let key = TrainingKey(trial: number, epochs: epochs, seed: seed)
      guard let record = results[key] else { return nil }
      if let score = record.score { scores.append(score) }
      if record.status == .pruned { isPruned = true }
    }
    let isWhole = scores.count == seeds.count
    var outcome = proposer.scored(trial, score: isWhole ? Sample(scores).mean : nil)
    outcome.isPruned = isPruned
    return outcome
  }

  func expectedTrainings(_ results: RecordedResults) -> Int {
    let confirmation = proposer.definition.confirmation
    let confirming =
      (confirmation?.seeds ?? 0)
      * min(
        confirmation?.best ?? 0, proposer.definition.trials)
    return searchTrainings + confirming
  }

  private var searchTrainings: Int {
    guard let halving = proposer.definition.halving else {
      return proposer.definition.trials * seeds.count
    }
    let shapes = halving.brackets(epochs: proposer.definition.training.epochs)
    let perRound = shapes.reduce(0) { $0 + $1.candidates }
    let trainings = shapes.reduce(0) { sum, shape in
      var (alive, total) = (shape.candidates, 0)
      for _ in shape.epochs {
        total += alive
        alive = max(1, alive / halving.factor)
      }
      return sum + total
    }
    return max(1, proposer.definition.trials * trainings * seeds.count / max(1, perRound))
  }

  /// The standard error of a trial's mean over the seeds; nil for one seed.
  private func standardError(of number: Int, _ results: RecordedResults) -> Double? {
    guard let epochs = epochs[number] else { return nil }
    let scores = seeds.compactMap {
      results[TrainingKey(trial: number, epochs: epochs, seed: $0)]?.score
    }
    return scores.isEmpty ? nil : Sample(scores).standardError
  }

  func leader(_ results: RecordedResults) -> LeadingCandidate? {
    // The history's best is known: looking at all trials each time would take the square of their number.
    let leader = proposer.trials[history.count...].reduce(best) { best, trial in
      outcome(of: trial.number, results).map { better(best, $0) } ?? best
    }
    guard let leader, let objectives = leader.objectives else { return nil }
    let kind = proposer.definition.evaluator.scoreKind
    return LeadingCandidate(
      trial: leader.number, candidate: proposer.trials[leader.number].record.candidate,
      score: kind.merit(-objectives[0]), standardError: standardError(of: leader.number, results),
      reward: leader.reward)
  }
}

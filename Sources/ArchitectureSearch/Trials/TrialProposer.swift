import Architectures
import CostModel
import Networks
import Randomness
import SearchSpaces
import Studies

/// Turns a sampler's proposals into trials: costs them, finds repetitions, enforces budgets.
///
/// A proposal repeats an earlier one where both are the same network: the same choices, or choices
/// that differ where they change nothing (a kind of shortcut in a stage without shortcuts).
struct TrialProposer {
  let definition: ArchitectureSearchDefinition
  let domain: SearchDomain
  private let classes: Int
  private let inputChannels: Int
  private let measured: Set<Metric>
  private let timing: CandidateTiming?
  private var sampler: any Sampler
  private(set) var trials: [ProposedTrial] = []
  /// The first trial of the same network, by encoding.
  private var numbers: [SearchSpace.Encoding: Int] = [:]
  /// The first trials of networks by their costs: equal networks are looked for among these alone.
  private var firsts: [Figures: [Int]] = [:]
  /// Trials that are, or will be, trained.
  private(set) var distinct = 0

  init(
    _ definition: ArchitectureSearchDefinition, domain: SearchDomain, classes: Int,
    inputChannels: Int, timing: CandidateTiming? = nil
  ) throws {
    self.definition = definition
    self.domain = domain
    self.classes = classes
    self.inputChannels = inputChannels
    measured = definition.measured
    self.timing = timing
    sampler = definition.sampler.sampler(domain, seed: definition.seed)
  }

  /// What a result must exceed to say anything; nil where no trainer scores, and classes are not known
  /// to be those of the data.
  var chance: ChanceLevel? {
    guard definition.evaluator.trains else { return nil }
    return definition.training.chanceLevel(classes: classes)
  }

  /// Proposals in a row, the last ones, that were known already.
  private var knownInARow = 0

  /// After so many known proposals in a row a sampler has nothing new to say, and an untried candidate
  /// takes the place of its next one.
  private static let patience = 20

  /// Why nothing is proposed any more; nil while there is something left.
  var ending: SearchEnding? {
    if distinct >= definition.trials { return .trials }
    if UInt128(numbers.count) >= domain.table.count { return .exhausted(networks: distinct) }
    // A space can have many names for few networks: within the budgets, but all the same.
    if numbers.count >= 20 * definition.trials + 1000 {
      return .repetition(networks: distinct, proposals: numbers.count)
    }
    return nil
  }

  var isExhausted: Bool { ending != nil }

  mutating func propose(after history: [ScoredTrial]) throws -> ProposedTrial {
    let number = trials.count
    var proposal = sampler.propose(number, after: history)
    knownInARow = numbers[proposal.encoding] == nil ? 0 : knownInARow + 1
    if knownInARow > Self.patience, let untried = untried(number) {
      proposal = Proposal(untried)
      knownInARow = 0
    }
    let encoding = proposal.encoding
    let architecture = try domain.graph.space.architecture(encoding)
    var costs = try Figures(
      of: architecture, measuring: measured, on: definition.objective.device)
    var record = TrialRecord(
      trial: number, status: .finished, candidate: architecture.name)
    record.choices = encoding
    record.refusedBefore = proposal.refused > 0 ? proposal.refused : nil
    var proxy: Architecture?
    let original = try numbers[encoding] ?? firstTrial(of: architecture, costing: costs)
    numbers[encoding] = original ?? number
    if let original {
      record.status = .repeated
      record.of = original
      costs.measuredLatency = trials[original].costs.measuredLatency
    } else {
      firsts[costs, default: []].append(number)
      if let timing, refusal(of: costs) == nil {
        costs.measuredLatency = try timing.seconds(of: architecture, trial: number)
      }
      if let refusal = refusal(of: costs) {
        record.status = .refused
        record.cause = refusal
      } else {
        proxy = try definition.proxy.apply(
          to: architecture, classes: classes, inputChannels: inputChannels,
          regularizes: definition.training.regularizes)
        distinct += 1
      }
    }
    record.costs = costs
    let trial = ProposedTrial(
      number: number, encoding: encoding, costs: costs, proxy: proxy, record: record,
      original: original)
    trials.append(trial)
    return trial
  }

  private func refusal(of costs: Figures) -> String? {
    definition.budgets.refusal(of: costs) ?? definition.band.refusal(of: costs)
  }

  /// A candidate within the budgets that has not been proposed, at random; nil where there is none.
  private func untried(_ number: Int) -> SearchSpace.Encoding? {
    let table = domain.table
    var generator = CounterGenerator(seed: definition.seed, purpose: "untried", index: number)
    let start = generator.number(below: table.count)
    // Of one candidate more than are known, one is not.
    for step in 0...min(UInt128(numbers.count), table.count - 1) {
      // Without `start + step`, which can leave the range.
      let left = table.count - start
      let encoding = domain.graph.encoding(table[step < left ? start + step : step - left])
      if numbers[encoding] == nil { return encoding }
    }
    return nil
  }

  /// The first trial of the network that `architecture` describes; nil for a new one.
  private func firstTrial(
    of architecture: Architecture, costing costs: Figures
  ) throws -> Int? {
    guard let rivals = firsts[costs] else { return nil }
    let network = try architecture.loweredWithoutName()
    return try rivals.first { number in
      let rival = try domain.graph.space.architecture(trials[number].encoding)
      return try rival.loweredWithoutName() == network
    }
  }

  /// The trial's outcome as samplers and fronts see it.
  func scored(_ trial: ProposedTrial, score: Double?) -> ScoredTrial {
    let objective = definition.objective
    guard let score, let cost = trial.costs[objective.cost] else {
      return ScoredTrial(
        number: trial.number, encoding: trial.encoding, reward: nil, objectives: nil)
    }
    return ScoredTrial(
      number: trial.number, encoding: trial.encoding,
      reward: objective.reward(score: score, cost: cost),
      objectives: [-definition.evaluator.scoreKind.merit(score), cost])
  }

  /// The training of a trial for `epochs` under `seed`.
  func request(
    _ trial: ProposedTrial, epochs: Int, seed: UInt64, checkpoints: String
  ) -> EvaluationRequest? {
    trial.proxy.map {
      EvaluationRequest(
        trial: trial.number, candidate: trial.record.candidate, architecture: $0,
        epochs: epochs, seed: seed, checkpoints: checkpoints)
    }
  }
}

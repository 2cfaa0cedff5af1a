import Architectures
import CostModel

/// A proposal as the search knows it.
struct ProposedTrial: Sendable {
  let number: Int
  let encoding: SearchSpace.Encoding
  let costs: CandidateCosts
  /// The network at proxy scale; nil for trials that are not trained.
  let proxy: Architecture?
  /// The record of the trial, without results.
  let record: TrialRecord
  /// The earlier trial that this one repeats.
  let original: Int?

  var isTrained: Bool { proxy != nil }
}

/// Turns a sampler's proposals into trials: costs them, finds repetitions, enforces budgets.
struct TrialProposer {
  let definition: ArchitectureSearchDefinition
  let domain: SearchDomain
  private let classes: Int
  private let inputChannels: Int
  private let device: Device?
  private var sampler: any Sampler
  private(set) var trials: [ProposedTrial] = []
  private var numbers: [SearchSpace.Encoding: Int] = [:]
  /// Trials that are, or will be, trained.
  private(set) var distinct = 0

  init(
    _ definition: ArchitectureSearchDefinition, domain: SearchDomain, classes: Int,
    inputChannels: Int
  ) throws {
    self.definition = definition
    self.domain = domain
    self.classes = classes
    self.inputChannels = inputChannels
    device = try definition.objective.device.map(Device.named)
    sampler = definition.sampler.sampler(domain, seed: definition.seed)
  }

  /// Whether enough is proposed, or everything within the budgets, or so much was repeated that little
  /// new can be left.
  var isExhausted: Bool {
    distinct >= definition.trials || UInt128(numbers.count) >= domain.table.count
      || trials.count >= 20 * definition.trials + 1000
  }

  mutating func propose(after history: [ScoredTrial]) throws -> ProposedTrial {
    let number = trials.count
    let proposal = sampler.propose(number, after: history)
    let encoding = proposal.encoding
    let architecture = try domain.graph.space.architecture(encoding)
    let costs = try CandidateCosts(
      of: architecture,
      includesMemory: definition.budgets.memory != nil || definition.objective.cost == .memory,
      device: device)
    var record = TrialRecord(
      trial: number, status: .finished, candidate: architecture.name)
    record.choices = encoding
    record.costs = costs
    record.refusedBefore = proposal.refused > 0 ? proposal.refused : nil
    var proxy: Architecture?
    let original = numbers[encoding]
    if let original {
      record.status = .repeated
      record.of = original
    } else if let refusal = definition.budgets.refusal(of: costs) {
      record.status = .refused
      record.cause = refusal
      numbers[encoding] = number
    } else {
      proxy = try definition.proxy.apply(
        to: architecture, classes: classes, inputChannels: inputChannels)
      numbers[encoding] = number
      distinct += 1
    }
    let trial = ProposedTrial(
      number: number, encoding: encoding, costs: costs, proxy: proxy, record: record,
      original: original)
    trials.append(trial)
    return trial
  }

  /// The trial's outcome as samplers and fronts see it.
  func scored(_ trial: ProposedTrial, accuracy: Double?) -> ScoredTrial {
    let objective = definition.objective
    guard let accuracy, let cost = objective.cost.value(in: trial.costs) else {
      return ScoredTrial(
        number: trial.number, encoding: trial.encoding, reward: nil, objectives: nil)
    }
    return ScoredTrial(
      number: trial.number, encoding: trial.encoding,
      reward: objective.reward(accuracy: accuracy, cost: cost), objectives: [-accuracy, cost])
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

extension ArchitectureSearchDefinition {
  /// The seeds of trainings, the same for every candidate.
  var trainingSeeds: [UInt64] {
    CounterGenerator.trainingSeeds(count: training.seeds, seed: seed)
  }
}

extension CounterGenerator {
  /// Seeds for trainings: 31 bits, which fit every evaluator's idea of a seed and every reader of
  /// JSON.
  static func trainingSeeds(count: Int, seed: UInt64) -> [UInt64] {
    (0..<count).map { index in
      var generator = CounterGenerator(seed: seed, purpose: "training seed", index: index)
      return generator.next() >> 33
    }
  }
}

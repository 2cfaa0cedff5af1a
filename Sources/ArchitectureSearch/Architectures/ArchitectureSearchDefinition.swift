public import CostModel

/// A search through a space of architectures, as a search file states it.
public struct ArchitectureSearchDefinition: Codable, Hashable, Sendable {
  public var space: SpaceDefinition
  public var objective: SearchObjective
  /// Bounds on what candidates cost at target scale.
  ///
  /// Nothing outside the bounds on sums over stages is
  /// ever proposed; what is outside those on memory or latency is refused.
  public var band: Bounds
  /// Further limits at target scale, which no sampler knows: a candidate over one is refused.
  @UpperLimits public var budgets: Bounds
  public var sampler: SamplerDefinition
  /// Distinct candidates to evaluate. May be raised later to go on with a study.
  public var trials: Int
  /// How many proposals back the latest result lies that a proposal sees; at most one more trial than
  /// this runs side by side.
  public var lag: Int
  /// Short trainings first, longer ones for the best; nil trains everything in full.
  public var halving: HalvingDefinition?
  public var proxy: ProxyScale
  public var training: TrainingRecipe
  public var evaluator: EvaluatorDefinition
  /// What trains the best again when the trials are done; nil for nothing.
  public var confirmation: ConfirmationDefinition?
  public var seed: UInt64
}

extension ArchitectureSearchDefinition {
  /// What must be known of every candidate beside the sums.
  var measured: Set<Metric> {
    band.metrics.union(budgets.metrics).union([objective.cost])
  }
}

/// What a search maximises, and the cost that it weighs.
public struct SearchObjective: Codable, Hashable, Sendable {
  public var reward: Reward
  /// The cost at target scale.
  public var cost: Metric
  /// The device, where the cost is latency or latency is bounded.
  public var device: Device?
}

/// The samplers by name.
public enum SamplerKind: String, Codable, Hashable, Sendable, CaseIterable {
  case random, grid, evolution, nsga2, ppo, tpe
}

/// A sampler and its settings; what is nil takes the sampler's default.
public struct SamplerDefinition: Codable, Hashable, Sendable {
  public var kind: SamplerKind
  /// For evolution and NSGA-II: trials that can be parents.
  public var population: Int?
  /// For evolution: rivals for parenthood.
  public var tournament: Int?
  /// For TPE: random trials at first.
  public var startup: Int?

  public init(
    _ kind: SamplerKind, population: Int? = nil, tournament: Int? = nil, startup: Int? = nil
  ) {
    self.kind = kind
    self.population = population
    self.tournament = tournament
    self.startup = startup
  }

  /// The sampler over `domain`.
  public func sampler(_ domain: SearchDomain, seed: UInt64) -> any Sampler {
    switch kind {
    case .random: RandomSampler(domain, seed: seed)
    case .grid: GridSampler(domain, seed: seed)
    case .evolution:
      EvolutionSampler(
        domain, seed: seed, population: population ?? 50, tournament: tournament ?? 10)
    case .nsga2: NSGA2Sampler(domain, seed: seed, population: population ?? 40)
    case .ppo: PPOSampler(domain, seed: seed)
    case .tpe: TPESampler(domain, seed: seed, startup: startup ?? 30)
    }
  }
}

/// Successive halving on epochs (arXiv:1502.07943), or its repetition with ever fewer, longer
/// trainings (Hyperband, arXiv:1603.06560).
public struct HalvingDefinition: Codable, Hashable, Sendable {
  /// One in so many candidates goes on to so many times the epochs.
  public var factor: Int
  /// Trainings of a candidate that comes through to the end.
  public var rungs: Int
  /// Whether later brackets start with fewer candidates and longer trainings, in turn.
  public var isHyperband: Bool

  /// The brackets in turn: how many candidates start, and the epochs of each rung.
  func brackets(epochs: Int) -> [(candidates: Int, epochs: [Int])] {
    let starts = isHyperband ? Array((1...rungs).reversed()) : [rungs]
    return starts.map { count in
      var steps = [epochs]
      for _ in 1..<max(1, count) { steps.insert(max(1, steps[0] / factor), at: 0) }
      var candidates = 1
      for _ in 1..<max(1, count) { candidates *= factor }
      // Hyperband gives every bracket about the same budget.
      let share = isHyperband ? (rungs + count - 1) / count : 1
      return (candidates * share, steps)
    }
  }
}

/// The last stage of a search: its best are trained again, under seeds that it has not used.
///
/// The largest of many noisy accuracies is luck as much as merit. What a candidate reaches here was
/// not chosen for being large, so this alone decides among the candidates confirmed.
public struct ConfirmationDefinition: Codable, Hashable, Sendable {
  /// How many of the best; those that are one network at proxy scale count once.
  public var best: Int
  /// Trainings of each.
  public var seeds: Int
  /// Epochs of each training; nil for as many as in the search.
  public var epochs: Int?
}

/// Where accuracies come from.
public enum EvaluatorDefinition: Codable, Hashable, Sendable {
  /// The proxy trainer.
  case trainer
  /// A score that needs no training, by name.
  case zeroCost(ZeroCostScore)
  /// A command of the user's.
  case command(CommandDefinition)
  /// A table of results by candidate.
  case table(path: String)
}

extension EvaluatorDefinition {
  /// The score's name where candidates are scored without training; nil for accuracies.
  public var scoreName: String? {
    switch self {
    case .zeroCost(let score): score.rawValue
    case .trainer, .command, .table: nil
    }
  }
}

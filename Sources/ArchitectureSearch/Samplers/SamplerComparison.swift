import Statistics

/// Samplers against random search on analytic objectives with known optima.
public struct SamplerComparison: Sendable {
  /// One sampler's results.
  public struct Row: Hashable, Sendable {
    /// The sampler, with its default settings.
    public var sampler: SamplerKind
    /// The mean regret over landscapes after each trial: the optimum's share that is still missing.
    public var meanRegret: [Double]
    /// The standard error of the mean regret after each trial.
    public var standardError: [Double]
    /// Landscapes on which the sampler ended nearer to the optimum than random search.
    public var wins: Int
    /// Two-sided p-value of Wilcoxon's signed-rank test of the final regrets against random search;
    /// nil for random search itself.
    public var pValue: Double?
  }

  /// One row per sampler.
  public let rows: [Row]
  /// How many landscapes each sampler was run on.
  public let seeds: Int
  /// Trials of each run.
  public let trials: Int

  /// Runs every sampler on `seeds` landscapes, each with the same seed for landscape and sampler.
  ///
  /// - Throws: `SearchError` when an optimum can't be computed.
  public init(
    _ domain: SearchDomain, reward: Reward, samplers: [SamplerKind] = SamplerKind.allCases,
    seeds: Int = 20, trials: Int = 500
  ) throws {
    self.seeds = seeds
    self.trials = trials
    var regrets: [SamplerKind: [[Double]]] = [:]
    let kinds = samplers.contains(.random) ? samplers : [.random] + samplers
    for seed in 0..<UInt64(seeds) {
      let objective = AnalyticObjective(domain, reward: reward, seed: seed)
      let optimum = try objective.optimum()
      for kind in kinds {
        let sampler = SamplerDefinition(kind).sampler(domain, seed: seed)
        let curve = objective.bestSoFar(sampler, trials: trials).map { 1 - $0 / optimum }
        regrets[kind, default: []].append(curve)
      }
    }
    let reference = (regrets[.random] ?? []).compactMap(\.last)
    rows = kinds.map { kind in
      let curves = regrets[kind] ?? []
      let samples = (0..<trials).map { trial in Sample(curves.map { $0[trial] }) }
      let differences = zip(reference, curves.compactMap(\.last)).map { $0 - $1 }
      return Row(
        sampler: kind, meanRegret: samples.map(\.mean),
        standardError: samples.map { $0.standardError ?? 0 },
        wins: differences.count { $0 > 0 },
        pValue: kind == .random ? nil : wilcoxonTest(differences)?.pValue ?? 1)
    }
  }
}

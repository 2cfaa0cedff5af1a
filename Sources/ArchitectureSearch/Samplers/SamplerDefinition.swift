/// A sampler and its settings; what is nil takes the sampler's default.
public struct SamplerDefinition: Codable, Hashable, Sendable {
  /// Which sampler.
  public var kind: SamplerKind
  /// For evolution and NSGA-II: trials that can be parents.
  public var population: Int?
  /// For evolution: rivals for parenthood.
  public var tournament: Int?
  /// For TPE: random trials at first.
  public var startup: Int?

  /// Makes a definition; what is left out takes the sampler's default.
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

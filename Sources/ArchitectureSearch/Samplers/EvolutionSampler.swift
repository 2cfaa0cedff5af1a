import Randomness
import SearchSpaces

/// Regularised evolution: the best of a small random part of a population, which forgets its oldest,
/// is changed in one decision (Real et al., arXiv:1802.01548).
public struct EvolutionSampler: Sampler {
  private let domain: SearchDomain
  private let seed: UInt64
  private var tried = TriedEncodings()
  private let population: Int
  private let tournament: Int

  /// - Parameters:
  ///   - domain: where candidates come from.
  ///   - seed: decides every draw, together with the proposal's number.
  ///   - population: the latest trials that can be parents; so many are drawn at random at first.
  ///   - tournament: how many of them compete to be the parent.
  public init(_ domain: SearchDomain, seed: UInt64, population: Int = 50, tournament: Int = 10) {
    self.domain = domain
    self.seed = seed
    self.population = max(1, population)
    self.tournament = max(1, tournament)
  }

  public mutating func propose(_ number: Int, after history: [ScoredTrial]) -> Proposal {
    var generator = CounterGenerator(seed: seed, purpose: "evolution", index: number)
    let alive = history.suffix(population)
    guard number >= population, !alive.isEmpty else {
      return Proposal(domain.draw(using: &generator))
    }
    var parent = alive[alive.startIndex + generator.index(below: alive.count)]
    for _ in 1..<max(2, tournament) {
      let rival = alive[alive.startIndex + generator.index(below: alive.count)]
      if rival.reward ?? -.infinity > parent.reward ?? -.infinity { parent = rival }
    }
    tried.update(history)
    return domain.mutation(of: parent.encoding, avoiding: tried.all, using: &generator)
  }
}

extension SearchDomain {
  /// An allowed encoding that differs from `parent` in one decision, preferably an untried one.
  func mutation(
    of parent: SearchSpace.Encoding, avoiding known: Set<SearchSpace.Encoding>,
    using generator: inout CounterGenerator
  ) -> Proposal {
    var refused = 0
    for attempt in 0..<200 {
      let draft = mutated(parent, using: &generator)
      guard let encoding = allowed(draft) else {
        refused += 1
        continue
      }
      // After a while a known neighbour is better than none.
      if encoding != parent, attempt > 100 || !known.contains(encoding) {
        return Proposal(encoding, refused: refused)
      }
    }
    return Proposal(draw(using: &generator), refused: refused)
  }

  /// `parent` with another option for one decision.
  func mutated(
    _ parent: SearchSpace.Encoding, using generator: inout CounterGenerator
  ) -> SearchSpace.Encoding {
    guard !parent.isEmpty else { return parent }
    var child = parent
    let position = generator.index(below: child.count)
    let others = decisions[position].options.count - 1
    guard others > 0 else { return parent }
    let option = generator.index(below: others)
    child[position] = option < child[position] ? option : option + 1
    return child
  }
}

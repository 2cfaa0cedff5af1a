import Randomness
import Studies

/// NSGA-II with one child at a time: of everything known, the best by front and crowding are
/// parents; two of them, each the winner of a duel, are crossed and changed (Deb and others, 2002).
public struct NSGA2Sampler: Sampler {
  private let domain: SearchDomain
  private let seed: UInt64
  private var tried = TriedEncodings()
  private let population: Int

  /// - Parameters:
  ///   - domain: where candidates come from.
  ///   - seed: decides every draw, together with the proposal's number.
  ///   - population: how many trials may be parents; so many are drawn at random at first.
  public init(_ domain: SearchDomain, seed: UInt64, population: Int = 40) {
    self.domain = domain
    self.seed = seed
    self.population = max(2, population)
  }

  public mutating func propose(_ number: Int, after history: [ScoredTrial]) -> Proposal {
    var generator = CounterGenerator(seed: seed, purpose: "nsga2", index: number)
    let scored = history.filter { $0.objectives != nil }
    guard number >= population, scored.count > 1 else {
      return Proposal(domain.draw(using: &generator))
    }
    let parents = Self.selected(scored, count: population)
    let duel = { (generator: inout CounterGenerator) in
      // Parents are sorted, so the smaller of two positions wins.
      let (a, b) = (
        generator.index(below: parents.count), generator.index(below: parents.count)
      )
      return parents[min(a, b)].encoding
    }
    tried.update(history)
    var refused = 0
    for _ in 0..<100 {
      let (mother, father) = (duel(&generator), duel(&generator))
      var child = zip(mother, father).map { generator.uniform() < 0.5 ? $0 : $1 }
      // One change on average, and at least one where the cross is one of the parents.
      repeat {
        child = domain.mutated(child, using: &generator)
      } while generator.uniform() < 0.3
      guard let encoding = domain.allowed(child) else {
        refused += 1
        continue
      }
      if !tried.all.contains(encoding) { return Proposal(encoding, refused: refused) }
    }
    var proposal = domain.mutation(
      of: parents[0].encoding, avoiding: tried.all, using: &generator)
    proposal.refused += refused
    return proposal
  }

  /// The best trials by rank and crowding distance, best first.
  private static func selected(_ trials: [ScoredTrial], count: Int) -> [ScoredTrial] {
    let points = trials.map { $0.objectives ?? [] }
    let ranks = ParetoFront.ranks(of: points)
    var crowding = [Double](repeating: 0, count: trials.count)
    for rank in 0...(ranks.max() ?? 0) {
      let members = trials.indices.filter { ranks[$0] == rank }
      let distances = ParetoFront.crowdingDistances(of: members.map { points[$0] })
      for (member, distance) in zip(members, distances) { crowding[member] = distance }
    }
    let order = trials.indices.sorted { left, right in
      if ranks[left] != ranks[right] { return ranks[left] < ranks[right] }
      if crowding[left] != crowding[right] { return crowding[left] > crowding[right] }
      return left < right
    }
    return order.prefix(count).map { trials[$0] }
  }
}

import Randomness

/// Uniform draws from the band.
public struct RandomSampler: Sampler {
  private let domain: SearchDomain
  private let seed: UInt64

  /// Makes a sampler of the domain; seed and number decide each draw.
  public init(_ domain: SearchDomain, seed: UInt64) {
    self.domain = domain
    self.seed = seed
  }

  public mutating func propose(_ number: Int, after history: [ScoredTrial]) -> Proposal {
    var generator = CounterGenerator(seed: seed, purpose: "random sampler", index: number)
    return Proposal(domain.draw(using: &generator))
  }
}

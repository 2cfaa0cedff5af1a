import Randomness
import SearchSpaces

/// Every architecture of the band once, each proposal far from the one before.
///
/// The band's architectures are numbered; a step of about 0.618 times their count, without a common
/// divisor, visits all numbers, and at any time those visited lie evenly (a Kronecker sequence).
public struct GridSampler: Sampler {
  private let domain: SearchDomain
  private let step: UInt128

  /// Makes a sampler of the domain; as nothing is drawn, the seed changes nothing.
  public init(_ domain: SearchDomain, seed: UInt64) {
    self.domain = domain
    let count = domain.table.count
    // 0.618… as a fraction of 2^64, so that no rounding depends on the count.
    let golden: UInt128 = 0x9E37_79B9_7F4A_7C15
    var step = count.multipliedFullWidth(by: golden).low >> 64
    step |= count.multipliedFullWidth(by: golden).high << 64
    step = max(1, step)
    while Self.commonDivisor(step, count) > 1 { step += 1 }
    self.step = step % count
  }

  public mutating func propose(_ number: Int, after history: [ScoredTrial]) -> Proposal {
    let count = domain.table.count
    let product = (UInt128(number) % count).multipliedFullWidth(by: step)
    let position = count.dividingFullWidth(product).remainder
    return Proposal(domain.graph.encoding(domain.table[position]))
  }

  private static func commonDivisor(_ a: UInt128, _ b: UInt128) -> UInt128 {
    var (a, b) = (a, b)
    while b > 0 { (a, b) = (b, a % b) }
    return a
  }
}

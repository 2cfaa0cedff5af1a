import Foundation
import Randomness
import SearchSpaces

/// The tree-structured Parzen estimator: options are drawn as the best trials have them, and of
/// several drafts the one is taken that good trials make likelier than the others do (Bergstra and
/// others, 2011), with a distribution per decision.
public struct TPESampler: Sampler {
  private let domain: SearchDomain
  private let seed: UInt64
  private var tried = TriedEncodings()
  private let startup: Int
  private let candidates: Int
  private let share: Double

  /// - Parameters:
  ///   - domain: where candidates come from.
  ///   - seed: decides every draw, together with the proposal's number.
  ///   - startup: so many trials are drawn at random at first.
  ///   - candidates: drafts compared for each proposal.
  ///   - share: the share of trials that count as good.
  public init(
    _ domain: SearchDomain, seed: UInt64, startup: Int = 30, candidates: Int = 48,
    share: Double = 0.15
  ) {
    self.domain = domain
    self.seed = seed
    self.startup = max(2, startup)
    self.candidates = max(1, candidates)
    self.share = share
  }

  public mutating func propose(_ number: Int, after history: [ScoredTrial]) -> Proposal {
    var generator = CounterGenerator(seed: seed, purpose: "tpe", index: number)
    guard number >= startup, history.count >= 2 else {
      return Proposal(domain.draw(using: &generator))
    }
    // Equal rewards keep the order of trials, so the split is the same in every run.
    let order = history.enumerated().sorted { left, right in
      let (a, b) = (left.element.reward ?? -.infinity, right.element.reward ?? -.infinity)
      return a != b ? a > b : left.offset < right.offset
    }.map(\.element.encoding)
    let split = min(max(1, Int((share * Double(order.count)).rounded(.up))), 40)
    let good = densities(order.prefix(split))
    let bad = densities(order.dropFirst(split))
    tried.update(history)
    var best: (encoding: SearchSpace.Encoding, score: Double)?
    var refused = 0
    var compared = 0
    for _ in 0..<(candidates * 20) where compared < candidates {
      let draft = good.map { Self.draw($0, using: &generator) }
      guard let encoding = domain.allowed(draft) else {
        refused += 1
        continue
      }
      guard !tried.all.contains(encoding) else { continue }
      var score = 0.0
      for (position, option) in encoding.enumerated() {
        score += log(good[position][option] / bad[position][option])
      }
      if score > best?.score ?? -.infinity { best = (encoding, score) }
      compared += 1
    }
    guard let best else {
      var proposal = domain.mutation(of: order[0], avoiding: tried.all, using: &generator)
      proposal.refused += refused
      return proposal
    }
    return Proposal(best.encoding, refused: refused)
  }

  /// The smoothed frequencies of each decision's options.
  private func densities(_ encodings: some Sequence<SearchSpace.Encoding>) -> [[Double]] {
    var counts = domain.decisions.map { decision in
      // One observation in all, spread over the options, keeps every option possible.
      [Double](repeating: 1 / Double(decision.options.count), count: decision.options.count)
    }
    for encoding in encodings {
      for (position, option) in encoding.enumerated() { counts[position][option] += 1 }
    }
    return counts.map { row in
      let total = row.reduce(0, +)
      return row.map { $0 / total }
    }
  }

  private static func draw(
    _ probabilities: [Double], using generator: inout CounterGenerator
  ) -> Int {
    var rest = generator.uniform()
    for (option, probability) in probabilities.enumerated() {
      if rest < probability { return option }
      rest -= probability
    }
    return probabilities.count - 1
  }
}

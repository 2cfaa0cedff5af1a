import CostModel
import Foundation
import Randomness
public import SearchSpaces
import Studies

/// An objective without training whose optimum is known exactly: samplers are measured on it.
///
/// Every stage has a utility that depends on its options: a random number for each option and for
/// each pair of neighbouring decisions. Accuracy grows with the sum of utilities, and the reward
/// weighs it against multiply-adds. Both are sums over stages, so the best reward lies on the exact
/// front of utility and multiply-adds.
public struct AnalyticObjective: Sendable {
  private let graph: SpaceGraph
  private let reward: Reward
  private let band: Bounds
  /// Utilities by assignment, stage and option.
  private let utilities: [[[Int]]]
  private let scale: Double

  /// - Parameters:
  ///   - domain: where candidates come from.
  ///   - reward: what a score and a cost are worth together.
  ///   - seed: different seeds give different landscapes.
  public init(_ domain: SearchDomain, reward: Reward, seed: UInt64) {
    graph = domain.graph
    band = domain.table.band
    self.reward = reward
    let space = domain.graph.space
    utilities = space.options.map { stages in
      stages.enumerated().map { stage, options in
        options.map { Self.utility(stage: stage, $0.choices, seed: seed) }
      }
    }
    scale = Double(1000 * max(1, space.decisions.count))
  }

  private static func utility(stage: Int, _ choices: [Int], seed: UInt64) -> Int {
    var total = 0
    for (position, choice) in choices.enumerated() {
      var own = CounterGenerator(
        seed: seed, purpose: "option \(stage) \(position)", index: choice)
      total += own.index(below: 1000)
      guard position > 0 else { continue }
      var pair = CounterGenerator(
        seed: seed, purpose: "pair \(stage) \(position)",
        index: choices[position - 1] * 1000 + choice)
      total += pair.index(below: 500)
    }
    return total
  }

  /// The reward of an encoding; nil outside the space.
  public func callAsFunction(_ encoding: SearchSpace.Encoding) -> ScoredTrial? {
    guard let (assignment, options) = graph.space.locate(encoding),
      let costs = graph.costs(of: encoding)
    else { return nil }
    let utility = options.enumerated().reduce(0) {
      $0 + utilities[assignment][$1.offset][$1.element]
    }
    let accuracy = accuracy(utility)
    let cost = Double(costs.multiplyAdds)
    return ScoredTrial(
      number: 0, encoding: encoding, reward: reward(score: accuracy, cost: cost),
      objectives: [-accuracy, cost])
  }

  private func accuracy(_ utility: Int) -> Double { Double(utility) / scale }

  /// The largest reward within the band.
  ///
  /// - Throws: `SpaceError.tooLarge(reason:)` when the front is too long, and
  ///   `SearchError.invalidDefinition(place:message:)` for a band with a lower bound or on
  ///   parameters, whose optimum need not lie on the front.
  public func optimum() throws -> Double {
    guard band.multiplyAdds.least == nil, band.parameters.isOpen, band.activations.isOpen,
      reward.alpha <= 0, reward.beta <= 0
    else {
      throw SearchError.invalidDefinition(
        place: "objective",
        message: "the optimum is known for upper bounds on multiply-adds and exponents up to 0")
    }
    let front = try graph.front(figures: { costs, stage, option, assignment in
      let utility = stage.map { utilities[assignment][$0][option] } ?? 0
      return (costs.multiplyAdds, -utility)
    })
    let rewards = front.filter { band.contains($0.costs) }.compactMap {
      self(graph.encoding($0))?.reward
    }
    return rewards.max() ?? 0
  }

  /// The best reward after each of `trials` proposals of `sampler`, which sees results `lag` behind.
  public func bestSoFar(_ sampler: any Sampler, trials: Int, lag: Int = 3) -> [Double] {
    var sampler = sampler
    var outcomes: [ScoredTrial] = []
    var best = -Double.infinity
    return (0..<trials).map { number in
      let visible = Array(outcomes.prefix(max(0, number - lag)))
      let proposal = sampler.propose(number, after: visible)
      var outcome =
        self(proposal.encoding)
        ?? ScoredTrial(number: number, encoding: proposal.encoding, reward: nil, objectives: nil)
      outcome.number = number
      outcomes.append(outcome)
      best = max(best, outcome.reward ?? best)
      return best
    }
  }
}

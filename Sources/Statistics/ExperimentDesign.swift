import Foundation

/// Which of many possible observations to make, each at its cost, to learn most about a linear model.
public struct ExperimentDesign: Hashable, Sendable {
  /// What is to be learnt.
  public enum Aim: Hashable, Sendable {
    /// All coefficients: the largest determinant of the information (D-optimal).
    case coefficients
    /// The linear functions with these weights of the coefficients: the least mean variance.
    case functions([[Double]])
  }

  /// Indices of the candidates to observe, in the order of their choice.
  public private(set) var chosen: [Int] = []
  /// The sum of their costs.
  public private(set) var cost = 0.0

  private let rows: [[Double]]
  private let costs: [Double]
  private let budget: Double
  private let aim: Aim
  private let isTooNear: @Sendable (Int, Int) -> Bool
  /// (Σ rows·rowsᵀ + a little)⁻¹ over what is observed.
  private var inverse: [[Double]]

  /// A design by greedy choices, each the largest gain per cost, and exchanges until none improves it.
  ///
  /// - Parameters:
  ///   - rows: the model's columns at each candidate.
  ///   - costs: of observing each, above 0.
  ///   - budget: for the sum of costs.
  ///   - aim: what is to be learnt.
  ///   - observed: rows that are observed already.
  ///   - isTooNear: whether two candidates are so alike that only one may be chosen.
  public init(
    rows: [[Double]], costs: [Double], budget: Double, aim: Aim = .coefficients,
    observed: [[Double]] = [], isTooNear: @escaping @Sendable (Int, Int) -> Bool = { $0 == $1 }
  ) {
    precondition(rows.count == costs.count && costs.allSatisfy { $0 > 0 }, "a cost for each row")
    self.rows = rows
    self.costs = costs
    self.budget = budget
    self.aim = aim
    self.isTooNear = isTooNear
    let columns = rows.first?.count ?? 0
    // So little that any observation outweighs it, and enough for the first ones to have a gain.
    inverse = (0..<columns).map { row in (0..<columns).map { row == $0 ? 1e6 : 0 } }
    for row in observed { update(row, sign: 1) }
    fill()
    while exchange() { fill() }
  }

  public static func == (first: Self, second: Self) -> Bool { first.chosen == second.chosen }
  public func hash(into hasher: inout Hasher) { hasher.combine(chosen) }

  /// Adds what gains most per cost, as long as the budget has room for it.
  private mutating func fill() {
    while true {
      let affordable = rows.indices.filter { canAdd($0, without: nil) }
      let gains = affordable.map { gain($0) / costs[$0] }
      guard let most = gains.max(), most > 0, let position = gains.firstIndex(of: most)
      else { return }
      add(affordable[position])
    }
  }

  /// Replaces a choice by a better one that the budget allows; false where there is none.
  private mutating func exchange() -> Bool {
    for position in chosen.indices {
      let old = chosen[position]
      let before = inverse
      update(rows[old], sign: -1)
      let kept = gain(old)
      let better = rows.indices.filter { canAdd($0, without: old) }
        .map { (index: $0, gain: gain($0)) }
        .max { $0.gain < $1.gain || ($0.gain == $1.gain && $0.index > $1.index) }
      // Gains that rounding alone could make would let exchanges go round in circles.
      if let better, better.index != old, better.gain > kept * (1 + 1e-9) {
        chosen[position] = better.index
        cost += costs[better.index] - costs[old]
        update(rows[better.index], sign: 1)
        return true
      }
      inverse = before
    }
    return false
  }

  private func canAdd(_ index: Int, without old: Int?) -> Bool {
    cost - (old.map { costs[$0] } ?? 0) + costs[index] <= budget
      && chosen.allSatisfy { $0 == old || !isTooNear($0, index) }
  }

  private mutating func add(_ index: Int) {
    chosen.append(index)
    cost += costs[index]
    update(rows[index], sign: 1)
  }

  /// How much observing a candidate would improve the aim; comparable between candidates only.
  private func gain(_ index: Int) -> Double {
    let spread = inverse.map { dot($0, rows[index]) }
    let leverage = dot(spread, rows[index])
    switch aim {
    case .coefficients:
      // The logarithm of the determinant grows by log(1 + leverage).
      return log1p(leverage)
    case .functions(let functions):
      let reductions = functions.reduce(0) { sum, function in
        let share = dot(function, spread)
        return sum + share * share
      }
      return reductions / (1 + leverage)
    }
  }

  /// Adds a row to the information, or takes it away (Sherman and Morrison).
  private mutating func update(_ row: [Double], sign: Double) {
    let spread = inverse.map { dot($0, row) }
    let scale = sign / (1 + sign * dot(spread, row))
    for first in inverse.indices {
      for second in inverse.indices {
        inverse[first][second] -= scale * spread[first] * spread[second]
      }
    }
  }

  private func dot(_ first: [Double], _ second: [Double]) -> Double {
    zip(first, second).reduce(0) { $0 + $1.0 * $1.1 }
  }
}

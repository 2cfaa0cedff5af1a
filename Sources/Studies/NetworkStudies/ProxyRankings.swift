import CostModel
import Randomness
import Statistics

/// How well rankings of networks agree with that by long training.
struct ProxyRankings {
  private let rows: [ProxyCheck.Row]
  private let seed: UInt64
  private let long: [Double]
  private let multiplyAdds: [Double]
  private let bands: CostBands

  /// - Parameters:
  ///   - rows: What the networks reached.
  ///   - seed: Of the resamplings.
  init(_ rows: [ProxyCheck.Row], seed: UInt64) {
    self.rows = rows
    self.seed = seed
    long = rows.map(\.long.mean)
    multiplyAdds = rows.map { Double($0.costs.multiplyAdds) }
    bands = CostBands(rows)
  }

  /// Short training under all seeds and under one, and what costs nothing.
  var agreements: [ProxyCheck.Agreement] {
    var agreements = [agreement("short training", rows.map(\.short.mean))]
    if let single = singleSeed { agreements.append(single) }
    return agreements + [
      agreement("multiply-adds", multiplyAdds),
      agreement("parameters", rows.map { Double($0.costs.parameters) }),
    ]
  }

  private var baseline: Double? { KendallTau(multiplyAdds, long).tau }

  private func agreement(_ ranking: String, _ values: [Double]) -> ProxyCheck.Agreement {
    let tau = KendallTau(values, long)
    let isBaseline = values == multiplyAdds
    let baseline = baseline
    return ProxyCheck.Agreement(
      ranking: ranking, tau: tau.tau, interval: tau.interval(),
      advantage: isBaseline ? nil : tau.tau.flatMap { tau in baseline.map { tau - $0 } },
      advantageInterval: isBaseline
        ? nil
        : interval { drawn in
          let target = drawn.map { long[$0] }
          guard let first = KendallTau(drawn.map { values[$0] }, target).tau,
            let second = KendallTau(drawn.map { multiplyAdds[$0] }, target).tau
          else { return nil }
          return first - second
        },
      bandTau: KendallTau.tau(values, long, where: bands.areNear),
      bandInterval: interval { drawn in
        KendallTau.tau(drawn.map { values[$0] }, drawn.map { long[$0] }) { first, second in
          // A network that was drawn twice is no pair of networks.
          drawn[first] != drawn[second] && bands.areNear(drawn[first], drawn[second])
        }
      })
  }

  /// Short training under one seed against long training under the others: the same seed begins both
  /// with the same weights, which would flatter it.
  private var singleSeed: ProxyCheck.Agreement? {
    let seeds = rows[0].short.values.count
    guard seeds > 1 else { return nil }
    let columns = (0..<seeds).map { seed in
      (
        short: rows.map { $0.short.values[seed] },
        others: rows.map { row in
          Sample(row.long.values.indices.filter { $0 != seed }.map { row.long.values[$0] }).mean
        }
      )
    }
    let taus = columns.compactMap { KendallTau($0.short, $0.others).tau }
    guard taus.count == seeds else { return nil }
    let inBands = columns.compactMap { KendallTau.tau($0.short, $0.others, where: bands.areNear) }
    let mean = Sample(taus).mean
    return ProxyCheck.Agreement(
      ranking: "short training, one seed", tau: mean, interval: nil,
      advantage: baseline.map { mean - $0 }, advantageInterval: nil,
      bandTau: inBands.count == seeds ? Sample(inBands).mean : nil, bandInterval: nil)
  }

  /// The percentile interval of a figure over 2,000 resamplings of the networks (Efron, 1979).
  private func interval(_ figure: ([Int]) -> Double?) -> ClosedRange<Double>? {
    let count = 2000
    var values: [Double] = []
    for resampling in 0..<count {
      var generator = CounterGenerator(seed: seed, purpose: "proxy check", index: resampling)
      let drawn = rows.indices.map { _ in generator.index(below: rows.count) }
      if let value = figure(drawn) { values.append(value) }
    }
    guard values.count > count / 2 else { return nil }
    values.sort()
    let last = Double(values.count - 1)
    return values[Int((0.025 * last).rounded())]...values[Int((0.975 * last).rounded())]
  }
}

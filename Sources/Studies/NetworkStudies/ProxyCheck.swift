public import CostModel
import Foundation
import Randomness
public import Statistics

/// Whether short trainings rank networks as long ones do.
public struct ProxyCheck: Hashable, Sendable {
  /// One network's accuracies, one per seed.
  public struct Row: Hashable, Sendable {
    /// The network's name.
    public let name: String
    /// The family that it belongs to.
    public let group: String
    /// Its costs as it was trained.
    public let costs: Figures
    /// Accuracies after short training.
    public let short: Sample
    /// Accuracies after long training.
    public let long: Sample
  }

  /// How well a ranking agrees with that by long training.
  public struct Agreement: Hashable, Sendable {
    /// What ranks the networks.
    public let ranking: String
    /// Kendall's τ-b; `nil` where all networks are alike.
    public let tau: Double?
    /// Where τ lies with 95 % confidence; `nil` for too few networks.
    public let interval: ClosedRange<Double>?
    /// τ minus that of the ranking by multiply-adds; `nil` for that one itself.
    public let advantage: Double?
    /// Where the advantage lies with 95 % confidence, by resampling the networks.
    public let advantageInterval: ClosedRange<Double>?
  }

  /// Epochs of the short trainings.
  public let shortEpochs: Int
  /// Epochs of the long trainings.
  public let longEpochs: Int
  /// Seeds that every network was trained under.
  public let seeds: Int
  /// Smallest multiply-adds first.
  public let rows: [Row]
  /// Networks left out, as one of their trainings failed.
  public let failed: [String]
  /// Short training under all seeds and under one, and what costs nothing: multiply-adds, parameters.
  public let agreements: [Agreement]
  /// τ between long trainings under two seeds, the mean over pairs: no ranking can be expected to
  /// agree better with long training under one seed.
  ///
  /// `nil` for one seed.
  public let ceiling: Double?
  /// The standard deviation between seeds, over all networks, after short training; `nil` for one
  /// seed.
  public let shortNoise: Double?
  /// The same after long training.
  public let longNoise: Double?

  /// - Precondition: the study has two numbers of epochs or more; the least and the greatest count.
  /// - Throws: ``SearchError/emptySearch(reason:)`` where fewer than three networks were trained.
  public init(_ scores: NetworkScores) throws {
    let study = scores.study
    let (short, long) = (study.epochs[0], study.epochs[study.epochs.count - 1])
    precondition(short < long, "two numbers of epochs")
    var rows: [Row] = []
    var failed: [String] = []
    for (index, member) in study.members.enumerated() {
      guard let first = scores.scores(of: index, epochs: short),
        let last = scores.scores(of: index, epochs: long)
      else {
        failed.append(member.name)
        continue
      }
      rows.append(
        Row(
          name: member.name, group: member.group, costs: member.costs, short: Sample(first),
          long: Sample(last)))
    }
    guard rows.count > 2 else {
      throw SearchError.emptySearch(
        reason: "\(rows.count) networks were trained in all ways, expected 3 or more to rank")
    }
    (shortEpochs, longEpochs, seeds) = (short, long, study.seeds.count)
    (self.rows, self.failed) = (rows, failed)
    agreements = Self.agreements(rows, seed: study.seed)
    ceiling = Self.ceiling(rows.map(\.long.values))
    shortNoise = Sample.pooledDeviation(rows.map(\.short))
    longNoise = Sample.pooledDeviation(rows.map(\.long))
  }

  private static func agreements(_ rows: [Row], seed: UInt64) -> [Agreement] {
    let long = rows.map(\.long.mean)
    let multiplyAdds = rows.map { Double($0.costs.multiplyAdds) }
    let baseline = KendallTau(multiplyAdds, long).tau
    func agreement(_ ranking: String, _ values: [Double]) -> Agreement {
      let tau = KendallTau(values, long)
      let isBaseline = values == multiplyAdds
      return Agreement(
        ranking: ranking, tau: tau.tau, interval: tau.interval(),
        advantage: isBaseline ? nil : tau.tau.flatMap { tau in baseline.map { tau - $0 } },
        advantageInterval: isBaseline
          ? nil : advantage(of: values, over: multiplyAdds, at: long, seed: seed))
    }
    var agreements = [agreement("short training", rows.map(\.short.mean))]
    if let single = singleSeed(rows, baseline: baseline) { agreements.append(single) }
    return agreements + [
      agreement("multiply-adds", multiplyAdds),
      agreement("parameters", rows.map { Double($0.costs.parameters) }),
    ]
  }

  /// Short training under one seed against long training under the others: the same seed begins both
  /// with the same weights, which would flatter it.
  private static func singleSeed(_ rows: [Row], baseline: Double?) -> Agreement? {
    let seeds = rows[0].short.values.count
    guard seeds > 1 else { return nil }
    let taus = (0..<seeds).compactMap { seed in
      KendallTau(
        rows.map { $0.short.values[seed] },
        rows.map { row in
          Sample(row.long.values.indices.filter { $0 != seed }.map { row.long.values[$0] }).mean
        }
      ).tau
    }
    guard taus.count == seeds else { return nil }
    let mean = Sample(taus).mean
    return Agreement(
      ranking: "short training, one seed", tau: mean, interval: nil,
      advantage: baseline.map { mean - $0 }, advantageInterval: nil)
  }

  /// The percentile interval of a difference of two τ over 2,000 resamplings of the networks
  /// (Efron, 1979).
  private static func advantage(
    of values: [Double], over others: [Double], at long: [Double], seed: UInt64
  ) -> ClosedRange<Double>? {
    let count = 2000
    var differences: [Double] = []
    for resampling in 0..<count {
      var generator = CounterGenerator(seed: seed, purpose: "proxy check", index: resampling)
      let drawn = long.indices.map { _ in generator.index(below: long.count) }
      let target = drawn.map { long[$0] }
      guard let first = KendallTau(drawn.map { values[$0] }, target).tau,
        let second = KendallTau(drawn.map { others[$0] }, target).tau
      else { continue }
      differences.append(first - second)
    }
    guard differences.count > count / 2 else { return nil }
    differences.sort()
    let last = Double(differences.count - 1)
    return differences[Int((0.025 * last).rounded())]...differences[Int((0.975 * last).rounded())]
  }

  /// The mean τ over pairs of columns.
  private static func ceiling(_ rows: [[Double]]) -> Double? {
    let seeds = rows[0].count
    var taus: [Double] = []
    for first in 0..<seeds {
      for second in 0..<first {
        let tau = KendallTau(rows.map { $0[first] }, rows.map { $0[second] }).tau
        if let tau { taus.append(tau) }
      }
    }
    return taus.isEmpty ? nil : Sample(taus).mean
  }
}

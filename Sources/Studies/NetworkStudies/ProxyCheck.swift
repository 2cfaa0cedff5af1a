public import CostModel
import Foundation
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
    /// τ-b over the pairs of networks in a band of equal cost (``ProxyCheck/bandRatio``): over a wide
    /// range of costs, counting multiply-adds agrees whatever trainings say.
    ///
    /// `nil` where no band has two networks that differ.
    public let bandTau: Double?
    /// Where that τ lies with 95 % confidence, by resampling the networks.
    public let bandInterval: ClosedRange<Double>?
  }

  /// Two networks are in one band of cost where the multiply-adds of one are no more than these times
  /// those of the other.
  public static let bandRatio = 1.5

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
  /// The same over the pairs of networks in a band of equal cost.
  public let bandCeiling: Double?
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
    agreements = ProxyRankings(rows, seed: study.seed).agreements
    let columns = (0..<seeds).map { seed in rows.map { $0.long.values[seed] } }
    let pairs = columns.indices.flatMap { first in (0..<first).map { (first, $0) } }
    ceiling = Self.mean(pairs.map { KendallTau(columns[$0], columns[$1]).tau })
    let bands = CostBands(rows)
    bandCeiling = Self.mean(
      pairs.map { KendallTau.tau(columns[$0], columns[$1], where: bands.areNear) })
    shortNoise = Sample.pooledDeviation(rows.map(\.short))
    longNoise = Sample.pooledDeviation(rows.map(\.long))
  }

  /// The mean of those that there are.
  private static func mean(_ taus: [Double?]) -> Double? {
    let known = taus.compactMap { $0 }
    return known.isEmpty ? nil : Sample(known).mean
  }
}

/// Which networks cost about the same.
struct CostBands {
  private let logCosts: [Double]

  init(_ rows: [ProxyCheck.Row]) {
    logCosts = rows.map { log(Double($0.costs.multiplyAdds)) }
  }

  /// Whether two networks, given by their places, are in one band.
  func areNear(_ first: Int, _ second: Int) -> Bool {
    abs(logCosts[first] - logCosts[second]) <= log(ProxyCheck.bandRatio)
  }
}

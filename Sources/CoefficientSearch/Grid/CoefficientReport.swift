import Architectures
import CostModel
import Foundation
import Statistics
import Studies

/// What a coefficient search found: ranked candidates, the best with its uncertainty, the family.
public struct CoefficientReport: Hashable, Sendable {
  /// One candidate of the ranking.
  public struct Row: Hashable, Sendable {
    /// From 1; nil for candidates without a mean.
    public var rank: Int?
    /// The point of the grid.
    public var candidate: CoefficientCandidate
    /// Accuracies by seed, those of the equal network for a repeated candidate.
    public var accuracies: [Double]
    /// The mean of ``accuracies``; nil where there are none.
    public var mean: Double?
    /// The standard error of the mean; nil for one seed.
    public var standardError: Double?
    /// Whether the candidate is the best or not significantly worse.
    public var isNotWorse: Bool
    /// Why a training failed.
    public var failure: String?
  }

  /// Ranked candidates, best first, then failed, unfinished and refused ones; the baseline apart.
  public var rows: [Row]
  /// The unscaled baseline, trained under the same seeds.
  public var baseline: Row
  /// The candidate of rank 1.
  public var best: Row
  /// The standard deviation between seeds of one network, over all networks; nil for one seed.
  public var seedDeviation: Double?
  /// The correlation of candidates under the same seed, which says what common seeds are worth; nil for
  /// one seed.
  public var seedCorrelation: Double?
  /// The distance to the runner-up, as a share of one; nil without one.
  public var lead: Double?
  /// The lead that counts as more than noise at 95 %; nil for one seed.
  public var margin: Double?
  /// Whether the lead exceeds the noise; nil when one seed can't tell.
  public var leadExceedsNoise: Bool?
  /// The span of α over the candidates that are not significantly worse.
  public var alphaSpan: ClosedRange<Double>
  /// The span of β over the candidates that are not significantly worse.
  public var betaSpan: ClosedRange<Double>
  /// The span of γ over the candidates that are not significantly worse.
  public var gammaSpan: ClosedRange<Double>
  /// The family that the best coefficients give at target scale.
  public var family: [FamilyMember]
  /// Points of the grid that the constraint leaves out.
  public var pointsOffConstraint: Int

  /// - Throws: `SearchError.emptySearch(reason:)` when no candidate has a result for every seed.
  init(_ search: CoefficientGridSearch, results: RecordedResults) throws {
    let table = search.candidates.map { Self.row($0, search, results) }
    let isComplete = { (row: Row) in row.accuracies.count == search.definition.training.seeds }
    let complete = table.filter { $0.candidate.trial > 0 && isComplete($0) }
    guard !complete.isEmpty else {
      throw SearchError.emptySearch(reason: Self.nothingFinished(table))
    }
    // Equal networks are one measurement; counting them again would make noise look smaller.
    let distinct = complete.filter { $0.candidate.fate == .trained }
    let comparison = BlockComparison(distinct.map(\.accuracies))
    let notWorse = Set(comparison.notWorse().map { distinct[$0].candidate.trial })
    var rows = complete.map { row in
      var row = row
      row.isNotWorse = notWorse.contains(row.candidate.networkTrial)
      return row
    }
    let target = pow(search.definition.constraint.target, search.definition.phi)
    rows.sort { Self.precedes($0, $1, target: target) }
    for index in rows.indices { rows[index].rank = index + 1 }
    best = rows[0]
    baseline = table[0]
    seedDeviation = comparison.seedDeviation
    seedCorrelation = comparison.seedCorrelation
    lead = comparison.lead
    margin = comparison.margin()
    leadExceedsNoise = comparison.leadExceedsNoise()
    let alike = rows.filter(\.isNotWorse).map(\.candidate.scaling)
    alphaSpan = Self.span(alike.map(\.alpha))
    betaSpan = Self.span(alike.map(\.beta))
    gammaSpan = Self.span(alike.map(\.gamma))
    self.rows = rows + table.filter { $0.candidate.trial > 0 && !isComplete($0) }
    pointsOffConstraint = search.pointsOffConstraint
    family = try FamilyMember.family(
      of: search.base, scaling: best.candidate.scaling, phis: search.definition.family)
  }

  private static func row(
    _ candidate: CoefficientCandidate, _ search: CoefficientGridSearch, _ results: RecordedResults
  ) -> Row {
    let records = search.seeds.compactMap { seed in
      results[
        TrainingKey(
          trial: candidate.networkTrial, epochs: search.definition.training.epochs, seed: seed)]
    }
    let isRefused = if case .refused = candidate.fate { true } else { false }
    let accuracies = isRefused ? [] : records.compactMap(\.score)
    let failure = records.first { $0.status == .failed }
    let sample = accuracies.isEmpty ? nil : Sample(accuracies)
    return Row(
      rank: nil, candidate: candidate, accuracies: accuracies, mean: sample?.mean,
      standardError: sample?.standardError, isNotWorse: false,
      failure: failure.map { "\($0.cause ?? ""): \($0.detail ?? "")" })
  }

  /// Higher means first; of equal trained networks the one whose cost at target scale, as realised
  /// there, is nearest to `target` times the baseline's.
  private static func precedes(_ left: Row, _ right: Row, target: Double) -> Bool {
    let (a, b) = (left.mean ?? 0, right.mean ?? 0)
    if a != b { return a > b }
    let distance = { (row: Row) in abs((row.candidate.targetRatio ?? .infinity) - target) }
    return (distance(left), left.candidate.trial) < (distance(right), right.candidate.trial)
  }

  private static func span(_ values: [Double]) -> ClosedRange<Double> {
    (values.min() ?? 1)...(values.max() ?? 1)
  }

  private static func nothingFinished(_ table: [Row]) -> String {
    let failures = table.compactMap(\.failure)
    guard let first = failures.first else {
      return "no candidate has been trained under all seeds yet; run the search to its end"
    }
    return "no candidate could be trained under all seeds; the first failure: \(first)"
  }
}

extension CoefficientCandidate {
  /// The trial whose trainings are this candidate's: its own, or that of the equal network.
  var networkTrial: Int {
    if case .sameAs(let earlier) = fate { earlier } else { trial }
  }
}

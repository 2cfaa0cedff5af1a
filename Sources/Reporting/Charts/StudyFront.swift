import CostModel
import Studies

/// The trials of a study that may stand in one chart of score against cost, and what of their front
/// is more than luck.
struct StudyFront {
  /// The finished trials that were trained longest, all equally long.
  let trials: [StudyReport.Row]
  /// Trials of the front, from the cheapest on, each better than the one before it by more than
  /// ``margin``.
  let steps: [StudyReport.Row]
  /// The other trials of the front: their errors do not tell them from a cheaper one.
  let undecided: [StudyReport.Row]
  /// How much better a trial must be to be told from another; nil where no error is known.
  let margin: Double?
  /// Epochs of every trial; nil where trainings have none.
  let epochs: Int?

  /// - Parameters:
  ///   - report: the trials.
  ///   - metric: the cost beside the score, that of the report's front.
  init(_ report: StudyReport, metric: Metric) {
    let longest = report.candidates.compactMap(\.epochs).max()
    let trials = report.candidates.filter { $0.epochs == longest && $0.costs?[metric] != nil }
    let merit = { (row: StudyReport.Row) in report.scoreKind.merit(row.score ?? 0) }
    // Two standard errors of the difference of two means.
    let margin = Self.error(of: trials).map { 2 * 2.0.squareRoot() * $0 }
    var steps: [StudyReport.Row] = []
    var undecided: [StudyReport.Row] = []
    for row in report.front where row.costs?[metric] != nil {
      if let last = steps.last, merit(row) - merit(last) <= margin ?? -.infinity {
        undecided.append(row)
      } else {
        steps.append(row)
      }
    }
    (self.trials, self.steps, self.undecided) = (trials, steps, undecided)
    (self.margin, epochs) = (margin, longest)
  }

  /// The standard error of one trial's mean, over all trials together: three seeds of one trial alone
  /// would say little.
  ///
  /// Trials of a single seed take it from the trainings that confirmed the best, where these were as
  /// long.
  private static func error(of trials: [StudyReport.Row]) -> Double? {
    let own = trials.compactMap { row in row.standardError.map { $0 * $0 } }
    if !own.isEmpty { return (own.reduce(0, +) / Double(own.count)).squareRoot() }
    let confirmed = trials.compactMap { row -> Double? in
      guard let confirmation = row.confirmation, confirmation.epochs == row.epochs else {
        return nil
      }
      return confirmation.standardError.map { $0 * $0 * Double(confirmation.seeds) }
    }
    let seeds = trials.map(\.seeds).min() ?? 1
    guard !confirmed.isEmpty, seeds > 0 else { return nil }
    return (confirmed.reduce(0, +) / Double(confirmed.count) / Double(seeds)).squareRoot()
  }
}

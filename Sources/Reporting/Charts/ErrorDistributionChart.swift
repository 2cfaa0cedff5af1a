package import Studies

/// How the errors of all trials are distributed, as spaces are compared by in RegNet's paper
/// (arXiv:2003.13678, section 3.1: the empirical distribution function of errors).
package enum ErrorDistributionChart {
  /// One curve for each study: the share of its trials whose error is at most that.
  ///
  /// - Parameter studies: each with its name; trials of its longest trainings count.
  /// - Returns: the chart; nil where no study has trials scored by accuracy.
  package static func chart(_ studies: [(name: String, report: StudyReport)]) -> Chart? {
    let curves = studies.compactMap { name, report -> ChartSeries? in
      guard report.scoreKind == .top1 else { return nil }
      let errors = errors(report)
      guard errors.count > 1 else { return nil }
      let steps = errors.enumerated().map { place, error in
        ChartPoint(error, Double(place + 1) / Double(errors.count))
      }
      return ChartSeries(
        name: studies.count == 1 ? "" : "\(name) (\(errors.count) trials)",
        points: [ChartPoint(errors[0], 0)] + steps, line: .steps, hasMarkers: false,
        role: studies.count == 1 ? .highlighted : .ordinary)
    }
    guard !curves.isEmpty else { return nil }
    return Chart(
      title: "Errors of all trials",
      subtitle: "The share of trials whose error is at most so large; each trained as long",
      x: ChartAxis("Top-1 error at proxy scale (%)", unit: 0.01),
      y: ChartAxis("Trials (%)", unit: 0.01, range: 0...1), series: curves)
  }

  /// Errors of the trials that were trained longest, the smallest first.
  private static func errors(_ report: StudyReport) -> [Double] {
    let scored = report.rows.filter { $0.status == .finished && $0.score != nil }
    let longest = scored.compactMap(\.epochs).max()
    return scored.filter { $0.epochs == longest }.compactMap(\.score).map { 1 - $0 }.sorted()
  }
}

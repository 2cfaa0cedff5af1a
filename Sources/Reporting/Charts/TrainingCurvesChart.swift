package import Studies

/// What trainings had reached on the way.
package enum TrainingCurvesChart {
  /// So many of the best stand out.
  private static let best = 5
  /// So many of the others are drawn: evenly through the trials.
  private static let others = 60

  /// The curves of a study's best trials over those of the others.
  ///
  /// - Parameters:
  ///   - records: the study's journal.
  ///   - report: what the study says of its trials.
  /// - Returns: the chart; nil where no training told what it reached on the way.
  package static func chart(_ records: [TrialRecord], _ report: StudyReport) -> Chart? {
    // The longest training of each trial, under its first seed.
    var curves: [Int: TrialRecord] = [:]
    for record in records where (record.curve?.count ?? 0) > 1 {
      guard let known = curves[record.trial] else {
        curves[record.trial] = record
        continue
      }
      if (record.epochs ?? 0, known.seed ?? 0) > (known.epochs ?? 0, record.seed ?? 0) {
        curves[record.trial] = record
      }
    }
    guard !curves.isEmpty else { return nil }
    let leaders = report.ranked.lazy.map(\.trial).filter { curves[$0] != nil }.prefix(best)
    let rest = curves.keys.filter { !leaders.contains($0) }.sorted()
    let step = max(1, (rest.count + others - 1) / others)
    let shown = stride(from: 0, to: rest.count, by: step).map { rest[$0] }
    var series = shown.enumerated().map { number, trial in
      // One name for them all in the legend.
      ChartSeries(
        name: number == 0 ? "others" : "", points: points(curves[trial]), hasMarkers: false,
        role: .background)
    }
    series += leaders.map { trial in
      ChartSeries(name: "trial \(trial)", points: points(curves[trial]), hasMarkers: false)
    }
    return Chart(
      title: "Training curves",
      subtitle: "\(report.scoreKind.title) after so many epochs; the best trials in colour",
      x: ChartAxis("Epochs"), y: axis(report.scoreKind), series: series,
      notes: step > 1
        ? ["Of \(rest.count) others, \(shown.count) are drawn, evenly through the trials."] : [])
  }

  /// Curves of what runs.
  ///
  /// - Parameters:
  ///   - running: names of candidates with what they have reached.
  ///   - kind: what they are scored by.
  /// - Returns: the chart; nil where none has told anything.
  package static func chart(
    running: [(candidate: String, curve: [CurvePoint])], kind: ScoreKind
  ) -> Chart? {
    let begun = running.filter { !$0.curve.isEmpty }.prefix(7)
    guard !begun.isEmpty else { return nil }
    return Chart(
      title: "What runs now", x: ChartAxis("Epochs"), y: axis(kind),
      series: begun.map { candidate, curve in
        ChartSeries(
          name: DisplayWidth.truncate(candidate, to: 60),
          points: curve.map { ChartPoint($0.epoch, $0.score) })
      })
  }

  private static func points(_ record: TrialRecord?) -> [ChartPoint] {
    (record?.curve ?? []).map { ChartPoint($0.epoch, $0.score) }
  }

  private static func axis(_ kind: ScoreKind) -> ChartAxis {
    switch kind.notation {
    case .percent: ChartAxis("\(kind.title) \(kind.quantity) (%)", unit: 0.01)
    case .decimals: ChartAxis(kind.title)
    }
  }
}

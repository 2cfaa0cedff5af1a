package import ArchitectureSearch

/// The charts of a study.
package enum StudyCharts {
  /// Every chart that the study has data for, with the name of its file.
  ///
  /// - Throws: `SearchError` when the study's files can't be read.
  package static func charts(of study: Study) throws -> [(name: String, chart: Chart)] {
    let definition = try StudyDefinition(study)
    let report = try StudyReport(study)
    guard !report.candidates.isEmpty else { return [] }
    let score = scoreAxis(definition)
    var charts: [(name: String, chart: Chart)] = [
      ("front", front(report, definition, score: score))
    ]
    switch definition {
    case .architecture(let search):
      let values = report.candidates.map { $0.reward ?? .nan }
      charts.append(
        (
          "best-so-far",
          Chart.bestSoFar(
            title: "\(definition.subject): best reward so far", axis: ChartAxis("Reward"),
            values: values)
        ))
      charts.append(
        (
          "hypervolume",
          Chart.growth(
            title: "\(definition.subject): hypervolume of the front",
            subtitle:
              "Area that the front dominates, from \(score.label.lowercasedFirst) 0 and the "
              + "largest \(CostAxis.name(search.objective.cost)) on",
            axis: volumeAxis(search), values: report.hypervolumes)
        ))
    case .coefficients:
      charts.append(
        (
          "best-so-far",
          Chart.bestSoFar(
            title: "\(definition.subject): best accuracy so far", axis: score,
            values: report.candidates.map { $0.accuracy ?? .nan })
        ))
    }
    return charts
  }

  /// What the evaluator gives: an accuracy, or the score of a search without training.
  private static func scoreAxis(_ definition: StudyDefinition) -> ChartAxis {
    guard case .architecture(let search) = definition,
      case .zeroCost(let score) = search.evaluator
    else { return ChartAxis("Top-1 accuracy at proxy scale (%)", unit: 0.01) }
    return ChartAxis("Score without training: \(score.rawValue)")
  }

  /// Accuracies are fractions here, costs in the unit of their own axis.
  private static func volumeAxis(_ search: ArchitectureSearchDefinition) -> ChartAxis {
    let factor = if case .zeroCost = search.evaluator { "score" } else { "accuracy" }
    let cost = search.objective.cost
    return ChartAxis(
      "Hypervolume (\(factor) × \(CostAxis.unitName(cost)))", unit: CostAxis.axis(cost).unit)
  }

  private static func front(
    _ report: StudyReport, _ definition: StudyDefinition, score: ChartAxis
  ) -> Chart {
    let metric: CostMetric
    var shape: RewardShape?
    switch definition {
    case .architecture(let search):
      metric = search.objective.cost
      let reward = search.objective.reward
      shape = RewardShape(
        target: reward.target, exponentBelowTarget: reward.alpha, exponentAboveTarget: reward.beta)
    case .coefficients:
      metric = .multiplyAdds
    }
    func point(
      _ row: StudyReport.Row, _ accuracy: Double?, _ standardError: Double?, label: String = ""
    ) -> TradeOffPoint? {
      guard let accuracy, let cost = row.costs.flatMap(metric.value) else { return nil }
      return TradeOffPoint(
        cost: cost, accuracy: accuracy, uncertainty: standardError, label: label)
    }
    let confirmed = report.ranked.compactMap {
      point($0, $0.confirmation?.accuracy, $0.confirmation?.standardError)
    }
    var chart = Chart.paretoFront(
      title: "\(definition.subject): accuracy against cost", cost: CostAxis.axis(metric),
      trials: report.candidates.compactMap { point($0, $0.accuracy, $0.standardError) },
      front: report.front.compactMap {
        point($0, $0.accuracy, $0.standardError, label: "\($0.trial)")
      },
      references: confirmed.isEmpty ? [] : [("the best, trained again", confirmed)], reward: shape)
    chart.y = score
    chart.subtitle =
      "Cost at target scale, accuracy at proxy scale"
      + (chart.contours.isEmpty ? "" : "; dotted lines: equal reward")
    chart.notes = ["Numbers: trials on the front, as `compound study show` lists them."]
    if let confirmation = report.best?.confirmation {
      chart.notes.append(
        "Trained again: \(confirmation.epochs) epochs under each of \(confirmation.seeds) seeds that the "
          + "search has not used; bars: one standard error.")
    }
    return chart
  }
}

extension String {
  fileprivate var lowercasedFirst: String { prefix(1).lowercased() + dropFirst() }
}

import ArchitectureSearch
import CoefficientSearch
import CostModel
import Searches
package import Studies

/// The charts of a study.
package enum StudyCharts {
  /// Every chart that the study has data for, with the name of its file.
  ///
  /// - Throws: `SearchError` when the study's files can't be read.
  package static func charts(of study: Study) throws -> [(name: String, chart: Chart)] {
    switch try StudyDefinition(study) {
    case .architecture(let search): try charts(search, search.report(of: study))
    case .coefficients(let search): try charts(search, search.report(of: study))
    case .surface(let definition):
      // Too little was trained for an answer where there is none.
      (try? SurfaceReport(definition, study: study)).map(SurfaceCharts.charts) ?? []
    case .scaling(let scaling): try charts(scaling, study)
    case .proxyCheck, .comparison, .verification: []
    }
  }

  private static func charts(
    _ search: ArchitectureSearchDefinition, _ report: StudyReport
  ) -> [(name: String, chart: Chart)] {
    guard !report.candidates.isEmpty else { return [] }
    let score = scoreAxis(search.evaluator.scoreKind)
    return [
      (
        "front",
        front(
          report, of: search.subject, metric: search.objective.cost, score: score,
          reward: search.objective.reward)
      ),
      (
        "best-so-far",
        Chart.bestSoFar(
          title: "\(search.subject): best reward so far", axis: ChartAxis("Reward"),
          values: report.candidates.map { $0.reward ?? .nan })
      ),
      (
        "hypervolume",
        Chart.growth(
          title: "\(search.subject): hypervolume of the front",
          subtitle: "Area that the front dominates, from \(score.label.lowercasedFirst) 0 and the "
            + "largest \(search.objective.cost.title) on",
          axis: volumeAxis(search), values: report.hypervolumes)
      ),
    ]
  }

  private static func charts(
    _ search: CoefficientDefinition, _ report: StudyReport
  ) -> [(name: String, chart: Chart)] {
    guard !report.candidates.isEmpty else { return [] }
    let score = scoreAxis(.top1)
    return [
      (
        "front",
        front(report, of: search.subject, metric: .multiplyAdds, score: score, reward: nil)
      ),
      (
        "best-so-far",
        Chart.bestSoFar(
          title: "\(search.subject): best accuracy so far", axis: score,
          values: report.candidates.map { $0.score ?? .nan })
      ),
    ]
  }

  /// The curves, once all networks are trained and where the study kept how they are scaled.
  private static func charts(
    _ scaling: ScalingStudy, _ study: Study
  ) throws -> [(name: String, chart: Chart)] {
    let scores = scaling.scores(of: study)
    guard scaling.scaling != nil, scores.trainingsLeft == 0 else { return [] }
    let comparison = try ScalingComparison(scaling.plan(in: study), scores)
    let chart = ScalingChart.chart(
      comparison, model: scaling.subject, data: scaling.trainings.training.data)
    return [("scaling", chart)]
  }

  /// What the evaluator gives: an accuracy, or the score of a search without training.
  private static func scoreAxis(_ kind: ScoreKind) -> ChartAxis {
    switch kind.notation {
    case .percent: ChartAxis("\(kind.title) \(kind.quantity) at proxy scale (%)", unit: 0.01)
    case .decimals: ChartAxis("Score without training: \(kind.quantity)")
    }
  }

  /// Accuracies are fractions here, costs in the unit of their own axis.
  private static func volumeAxis(_ search: ArchitectureSearchDefinition) -> ChartAxis {
    let kind = search.evaluator.scoreKind
    let factor = kind == .top1 ? kind.quantity : "score"
    let cost = search.objective.cost
    return ChartAxis(
      "Hypervolume (\(factor) × \(CostAxis.unitName(cost)))", unit: CostAxis.axis(cost).unit)
  }

  private static func front(
    _ report: StudyReport, of subject: String, metric: Metric, score: ChartAxis,
    reward: Reward?
  ) -> Chart {
    func point(
      _ row: StudyReport.Row, _ score: Double?, _ standardError: Double?, label: String = ""
    ) -> TradeOffPoint? {
      guard let score, let cost = row.costs?[metric] else { return nil }
      return TradeOffPoint(
        cost: cost, score: score, uncertainty: standardError, label: label)
    }
    let confirmed = report.ranked.compactMap {
      point($0, $0.confirmation?.score, $0.confirmation?.standardError)
    }
    var chart = Chart.paretoFront(
      title: "\(subject): accuracy against cost", cost: CostAxis.axis(metric),
      trials: report.candidates.compactMap { point($0, $0.score, $0.standardError) },
      front: report.front.compactMap {
        point($0, $0.score, $0.standardError, label: "\($0.trial)")
      },
      references: confirmed.isEmpty ? [] : [("the best, trained again", confirmed)], reward: reward)
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

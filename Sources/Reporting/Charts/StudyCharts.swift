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
    case .coefficients(let search): try charts(search, search.report(of: study), study)
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
      ("front", front(report, of: search, score: score)),
      (
        "best-so-far",
        Chart.bestSoFar(
          title: "\(search.subject): best reward so far", axis: ChartAxis("Reward"),
          values: StudyFront(report, metric: search.objective.cost).trials.map {
            ($0.trial, $0.reward ?? .nan)
          })
      ),
      (
        "hypervolume",
        Chart.growth(
          title: "\(search.subject): hypervolume of the front",
          subtitle: "Area that the front dominates, from a score of 0 to the largest "
            + "\(CostAxis.name(search.objective.cost)) of all trials",
          axis: volumeAxis(search),
          values: zip(report.candidates, report.hypervolumes).map { ($0.trial, $1) })
      ),
    ]
  }

  private static func charts(
    _ search: CoefficientDefinition, _ report: StudyReport, _ study: Study
  ) -> [(name: String, chart: Chart)] {
    guard !report.candidates.isEmpty else { return [] }
    let trials = StudyFront(report, metric: .multiplyAdds).trials
    return [
      ("front", front(report, of: search, study)),
      (
        "best-so-far",
        Chart.bestSoFar(
          title: "\(search.subject): best accuracy so far", axis: scoreAxis(.top1),
          values: trials.map { ($0.trial, $0.score ?? .nan) })
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
    _ report: StudyReport, of search: ArchitectureSearchDefinition, score: ChartAxis
  ) -> Chart {
    let metric = search.objective.cost
    let front = StudyFront(report, metric: metric)
    let confirmed = report.ranked.compactMap { row -> TradeOffPoint? in
      guard let confirmation = row.confirmation, let cost = row.costs?[metric] else { return nil }
      return TradeOffPoint(
        cost: cost, score: confirmation.score, uncertainty: confirmation.standardError,
        label: "\(row.trial) again")
    }
    let confirmation = report.best?.confirmation
    let group = confirmation.map { confirmation in
      "confirmed: trained again (\(confirmation.epochs) epochs, \(confirmation.seeds) fresh seeds)"
    }
    var chart = Chart.paretoFront(
      title: "\(search.subject): accuracy against cost", cost: CostAxis.axis(metric),
      trials: points(front.trials, metric), front: points(front.steps, metric) { "\($0.trial)" },
      undecided: points(front.undecided, metric) { "\($0.trial)" },
      references: group.map { [($0, confirmed)] } ?? [], reward: search.objective.reward)
    chart.y = score
    chart.subtitle =
      "Cost at target scale, accuracy at proxy scale"
      + (chart.contours.isEmpty ? "" : "; dotted lines: equal reward")
    chart.notes = notes(on: front, kind: report.scoreKind)
    return chart
  }

  /// The grid's points with their coefficients, and the network that they scale.
  private static func front(
    _ report: StudyReport, of search: CoefficientDefinition, _ study: Study
  ) -> Chart {
    let metric = Metric.multiplyAdds
    let front = StudyFront(report, metric: metric)
    let label = { (row: StudyReport.Row) in "\(row.trial): \(coefficients(row))" }
    // Trial 0 is no candidate, so that the report leaves it out.
    let baseline = StudyReport(
      records: study.records.filter { $0.trial == 0 }, seeds: search.training.seeds
    ) { _, _ in nil }
    var chart = Chart.paretoFront(
      title: "\(search.subject): accuracy against cost", cost: CostAxis.axis(metric),
      trials: points(front.trials, metric), front: points(front.steps, metric, label),
      undecided: points(front.undecided, metric, label),
      references: [
        ("baseline, not scaled", points(baseline.candidates, metric) { _ in search.model })
      ])
    chart.y = scoreAxis(.top1)
    chart.subtitle = "Cost at target scale, accuracy at proxy scale"
    chart.notes = notes(on: front, kind: .top1)
    return chart
  }

  /// The coefficients of a point of the grid.
  private static func coefficients(_ row: StudyReport.Row) -> String {
    [("α", "alpha"), ("β", "beta"), ("γ", "gamma")].compactMap { letter, key in
      row.values[key].map { "\(letter) \(NumberStyle.plain.text($0))" }
    }.joined(separator: ", ")
  }

  private static func points(
    _ rows: [StudyReport.Row], _ metric: Metric, _ label: (StudyReport.Row) -> String = { _ in "" }
  ) -> [TradeOffPoint] {
    rows.compactMap { row in
      guard let score = row.score, let cost = row.costs?[metric] else { return nil }
      return TradeOffPoint(
        cost: cost, score: score, uncertainty: row.standardError, label: label(row))
    }
  }

  /// What the numbers, the steps and the bars are.
  private static func notes(on front: StudyFront, kind: ScoreKind) -> [String] {
    let length = front.epochs.map { ", each trained for \($0 == 1 ? "1 epoch" : "\($0) epochs")" }
    var notes = [
      "Numbers: trials of the front, as `compound study show` lists them\(length ?? "")."
    ]
    if let margin = front.margin {
      let text =
        kind.notation == .percent
        ? "\(NumberStyle.decimals(2).text(margin * 100)) points"
        : NumberStyle.significant(3).text(margin)
      notes.append(
        "Steps lead to trials that are better than the step before by more than two standard errors "
          + "of a difference (\(text)); bars: one standard error.")
    } else {
      notes.append("One seed each: no error is known, and steps may be luck.")
    }
    return notes
  }
}

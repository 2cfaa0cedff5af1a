import ArchitectureSearch
import Architectures
import CoefficientSearch
import CostModel
import Searches
import Statistics
import Studies

extension StudyPage.Chapter {
  /// What the study found, in two sentences with their uncertainty.
  func answer() -> [String] {
    do {
      switch definition {
      case .architecture: return try architectureAnswer()
      case .surface, .coefficients:
        switch try found?.get() {
        case .surface(let report): return Array(SurfaceWords(report).sentences.prefix(2))
        case .grid(let report): return gridAnswer(report)
        case nil: return []
        }
      case .proxyCheck(let check):
        return proxyAnswer(try ProxyCheck(StudySections.finished(check, study)))
      case .scaling(let scaling):
        return scalingAnswer(
          try ScalingComparison(
            scaling.plan(in: study), StudySections.finished(scaling, study)))
      case .comparison(let comparison): return try comparisonAnswer(comparison)
      case .verification(let verification):
        return verificationAnswer(
          try GrowthVerification(verification, StudySections.finished(verification, study)))
      }
    } catch {
      return ["No answer yet: \(error)."]
    }
  }

  private var style: NumberStyle { NumberStyle(report.scoreKind, percentDecimals: 2) }

  /// A score with its standard error.
  private func text(_ score: Double, _ error: Double?) -> String {
    guard let error else { return style.text(score) }
    return "\(style.text(score)) ± \(style.text(error))"
  }

  // MARK: Architectures

  private func architectureAnswer() throws -> [String] {
    let ranked = report.ranked
    guard let best = ranked.first else {
      throw SearchError.emptySearch(reason: "no trial is finished")
    }
    let confirmed = best.confirmation
    let score = confirmed?.score ?? best.score ?? 0
    let error = confirmed == nil ? best.standardError : confirmed?.standardError
    let costs = best.costs.map { costs in
      " with \(NumberStyle.si(significant: 3).text(costs.multiplyAdds)) multiply-adds and "
        + "\(NumberStyle.si(significant: 3).text(costs.parameters)) parameters at target scale"
    }
    let reward = (confirmed?.reward ?? best.reward).map {
      "; reward \(NumberStyle.decimals(4).text($0))"
    }
    let scored =
      report.scoreKind == .top1
      ? "top-1 \(text(score, error)) at proxy scale"
      : "\(report.scoreKind.quantity) \(text(score, error)), without training"
    let again = confirmed.map {
      ", trained again under \($0.seeds) seeds that the search had not used"
    }
    return [
      "The best of \(report.distinct) candidates is trial \(best.trial): \(scored)\(again ?? "")"
        + "\(costs ?? "")\(reward ?? "").",
      lead(best, over: ranked.dropFirst().first),
    ]
  }

  /// Whether the best is ahead of the next by more than chance.
  private func lead(_ best: StudyReport.Row, over next: StudyReport.Row?) -> String {
    guard let next else { return "There is no other candidate with a result." }
    guard let first = Measured(best), let second = Measured(next),
      first.isConfirmed == second.isConfirmed
    else {
      return report.scoreKind == .top1
        ? "How far it is ahead of trial \(next.trial) by more than luck is not known: one training each "
          + "tells nothing of seeds."
        : "Trial \(next.trial) comes next."
    }
    let difference = first.value - second.value
    let error = (first.error * first.error + second.error * second.error).squareRoot()
    let number = NumberStyle.decimals(4)
    return
      "In \(best.reward == nil ? "score" : "reward") it is ahead of trial \(next.trial) by "
      + "\(number.text(difference)) ± \(number.text(error)) (one standard error): "
      + (difference > 2 * error ? "more than luck explains." : "that is not decided.")
  }

  /// The figure that decides, with its standard error.
  private struct Measured {
    let value: Double
    let error: Double
    let isConfirmed: Bool

    init?(_ row: StudyReport.Row) {
      isConfirmed = row.confirmation != nil
      guard let score = row.confirmation?.score ?? row.score, score != 0,
        let error = row.confirmation.map(\.standardError) ?? row.standardError
      else { return nil }
      let reward = row.confirmation.map(\.reward) ?? row.reward
      value = reward ?? score
      // The reward is the score times what the cost makes of it.
      self.error = error * abs(value / score)
    }
  }

  // MARK: Coefficients on a grid

  private func gridAnswer(_ found: CoefficientReport) -> [String] {
    let scaling = found.best.candidate.scaling
    let number = NumberStyle.significant(4)
    return [
      "Best on the grid: alpha \(number.text(scaling.alpha)), beta \(number.text(scaling.beta)), gamma "
        + "\(number.text(scaling.gamma)), with top-1 "
        + "\(text(found.best.mean ?? 0, found.best.standardError)) at proxy scale.",
      CoefficientTables.verdict(found),
    ]
  }

  // MARK: Studies of networks

  private func proxyAnswer(_ check: ProxyCheck) -> [String] {
    guard let short = check.agreements.first else { return [] }
    let number = NumberStyle.decimals(2)
    let text = { (value: Double?) in value.map(number.text) ?? "undefined" }
    let span = short.interval.map {
      " (\(number.text($0.lowerBound)) to \(number.text($0.upperBound)), 95 %)"
    }
    return [
      "Ranking \(check.rows.count) networks by \(short.ranking) agrees with long training by Kendall's τ "
        + "= \(text(short.tau))\(span ?? ""); two long trainings under different seeds agree by "
        + "\(text(check.ceiling)).",
      "Among networks of like cost τ is \(text(short.bandTau)), where two long trainings reach "
        + "\(text(check.bandCeiling)).",
    ]
  }

  private func scalingAnswer(_ comparison: ScalingComparison) -> [String] {
    let points = { (value: Double) in NumberStyle.decimals(2).text(value * 100) }
    return comparison.contests.map { contest in
      let alike = contest.notWorse.filter { $0 != contest.best }.map(\.rawValue)
      let margin = contest.margin.map { ", where \(points($0)) would be beyond the error" } ?? ""
      return
        "At \(NumberStyle.plain.text(contest.ratio)) times the cost, \(contest.best.rawValue) is best"
        + ", ahead by \(points(contest.lead)) points\(margin)"
        + (alike.isEmpty
          ? "." : "; not significantly worse: \(alike.joined(separator: ", ")).")
    }
  }

  private func comparisonAnswer(_ comparison: ComparisonStudy) throws -> [String] {
    let found = try StudyComparison(
      comparison, StudySections.finished(comparison, study), in: study)
    return found.rows.map { row in
      "\(row.name): \(text(row.mean, row.standardError)) over \(row.scores.count) seeds."
    }
  }

  private func verificationAnswer(_ found: GrowthVerification) -> [String] {
    [
      "The search said that no way is better than its choice by more than "
        + "\(NumberStyle.decimals(2).text(found.regretBound * 100)) points: "
        + (found.isHeld ? "nothing here contradicts it." : "that is contradicted here."),
      "\(found.seeds) seeds that the search has not used, \(found.epochs) epochs each.",
    ]
  }
}

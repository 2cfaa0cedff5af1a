import Architectures
import CoefficientSearch
import Foundation
import Statistics
import Studies

/// The answer of a search by response surface in sentences.
struct SurfaceWords {
  private let report: SurfaceReport

  init(_ report: SurfaceReport) {
    self.report = report
  }

  private var answer: GrowthAnswer { report.answer }

  var sentences: [String] {
    answer.isMisfit
      ? [fit, misfit] : [choice, decided, balance].filter { !$0.isEmpty } + [fit, rate] + more
  }

  private func points(_ value: Double) -> String {
    answer.response.isShare
      ? NumberStyle.decimals(2).text(value * 100) + " points"
      : NumberStyle.significant(3).text(value)
  }

  private var choice: String {
    let values = answer.coefficients(answer.best.shares).map { NumberStyle.decimals(3).text($0) }
    return
      "Grow by alpha \(values[0]), beta \(values[1]), gamma \(values[2]): no way to grow is better by "
      + "more than \(points(answer.regretBound)). Growing so is worth "
      + "\(points(answer.gain.lowerBound)) to \(points(answer.gain.upperBound)) at proxy scale. (95 %.)"
  }

  private var decided: String {
    let names = { (statements: [GrowthAnswer.Statement]) in
      statements.map(\.way.name).joined(separator: ", ")
    }
    let worse = names(answer.statements.filter { $0.verdict == .worse })
    let best = names(answer.statements.filter { $0.way.shares == answer.best.shares })
    let open = names(answer.undecided)
    return [
      best.isEmpty ? "" : "That is \(best).",
      worse.isEmpty ? "No way is shown to be worse." : "Worse: \(worse).",
      open.isEmpty ? "" : "Not decided: \(open).",
    ].filter { !$0.isEmpty }.joined(separator: " ")
  }

  /// What the expansion path says.
  private var balance: String {
    guard let path = answer.path, let direction = path.directionSpans,
      let balance = path.balanceSpans
    else {
      return
        "The next step is known, the direction beyond it is not: the surface's curvature can't be "
        + "told from none, so that the family goes straight on."
    }
    let names = ["depth", "width", "resolution"]
    let short = zip(names, zip(path.path.balance, balance)).compactMap { name, value -> String? in
      if value.1.lowerBound > 0 { return "too little \(name)" }
      return value.1.upperBound < 0 ? "too much \(name)" : nil
    }
    let shares = zip(names, zip(path.path.direction, direction)).map { name, value in
      "\(name) \(percent(value.0)) (\(percent(value.1.lowerBound)) to \(percent(value.1.upperBound)))"
    }
    return
      "The proxy is \(short.isEmpty ? "balanced, as far as can be told" : "out of balance: " + short.joined(separator: ", ")). "
      + "Once in balance, grow \(shares.joined(separator: ", "))."
      + (path.drifts
        ? " That direction drifts over the range of costs, so that the family goes straight on."
        : "")
  }

  private func percent(_ share: Double) -> String { NumberStyle.percent(decimals: 0).text(share) }

  private var fit: String {
    let bend = answer.cubicPValue.map {
      "; cubic terms would add nothing beyond chance (p = \(NumberStyle.significant(2).text($0)))"
    }
    return "Fitted to \(answer.observations.count) trainings\(failures), "
      + "\(NumberStyle.decimals(1).text(report.spent)) times the cost of the proxy baseline's with the "
      + "checks: the surface explains \(percent(answer.surface.fit.explainedShare)) of "
      + "\(scale), and trainings lie about it "
      + "with a standard deviation of \(points(answer.scoreDeviation))"
      + "\(answer.isMisfit ? "" : bend ?? "").\(quirks)"
  }

  private var scale: String {
    switch answer.response {
    case .logit: "the logit of accuracy"
    case .logLoss: "the log of cross-entropy (better than accuracy)"
    case .score: "the score"
    }
  }

  /// Whether networks have quirks of their own, beyond their seeds.
  private var quirks: String {
    guard let test = answer.lackOfFit else { return "" }
    let p = NumberStyle.significant(2).text(test.pValue)
    return test.pValue < 0.05
      ? " Networks differ from it by more than seeds of one do (p = \(p)): quirks of theirs, which count "
        + "as noise." : " Networks differ from it no more than seeds of one do (p = \(p))."
  }

  private var failures: String {
    report.failed == 0 ? "" : " (\(report.failed) failed)"
  }

  private var rate: String {
    guard let range = answer.surface.freeRange else {
      return "The learning rate was the same for all."
    }
    let times = { (rate: Double) in NumberStyle.significant(2).text(rate) }
    let (low, high) = (times(exp2(range.lowerBound)), times(exp2(range.upperBound)))
    return "Learning rates from \(low) to \(high) times the recipe's were part of the design, and "
      + "every network counts at its best: by the surface "
      + "\(times(answer.baselineRate)) times for the baseline, \(times(answer.rate(of: answer.best))) "
      + "times once it has grown."
  }

  private var misfit: String {
    let p = answer.cubicPValue.map { NumberStyle.significant(2).text($0) } ?? "0"
    return
      "The surface bends as no quadratic does (p = \(p)), so that no best way to grow is named. Narrow "
      + "`range`, or train longer: networks that hardly learn bend the surface."
  }

  private var more: [String] {
    if report.left > 0 {
      return ["\(report.left) trainings are still to be done; the answer may change."]
    }
    let singles = GrowthAnswer.Way.singleDimensions
    guard answer.undecided.contains(where: { singles.contains($0.way) }) else { return [] }
    guard let extra = report.trainingsToDecide else {
      return ["What is not decided differs too little for any budget near this one."]
    }
    return [
      "If its estimates are right, about \(extra) trainings of the proxy baseline more would decide about "
        + "the single dimensions (`--more \(extra)`)."
    ]
  }
}

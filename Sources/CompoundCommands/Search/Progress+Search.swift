import ArchitectureSearch
import Reporting
import Studies

extension Reporting.Progress {
  /// The state of a search: the trainings done, the best candidate so far, what runs now.
  init(_ search: SearchProgress, scoreName: String?) {
    let total = max(1, search.expectedTrainings)
    var details: [String] = []
    if let best = search.best {
      let score =
        scoreName.map { "\($0) \(NumberStyle.decimals(3).text(best.accuracy))" }
        ?? "top-1 \(NumberStyle.percent(decimals: 1).text(best.accuracy))"
      details.append("best so far: \(best.candidate), \(score)")
    }
    self.init(
      fraction: (Double(search.finishedTrainings) + search.runningFraction) / Double(total),
      count: "\(search.finishedTrainings)/\(search.expectedTrainings) trainings",
      details: details + search.running.map { "training: \($0.candidate)" })
  }
}

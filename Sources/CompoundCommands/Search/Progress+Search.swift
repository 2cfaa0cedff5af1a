import ArchitectureSearch
import Reporting
import Studies

extension Reporting.Progress {
  /// The state of a search: the trainings done, the best candidate so far, what runs now.
  init(_ search: SearchProgress, kind: ScoreKind) {
    let total = max(1, search.expectedTrainings)
    var details: [String] = []
    if let best = search.best {
      let score = NumberStyle(kind, percentDecimals: 1).text(best.score)
      details.append("best so far: \(best.candidate), \(kind.label) \(score)")
    }
    self.init(
      fraction: (Double(search.finishedTrainings) + search.runningFraction) / Double(total),
      count: "\(search.finishedTrainings)/\(search.expectedTrainings) trainings",
      details: details
        + search.running.map { candidate, progress in
          let latest = progress.latest.map { epoch, score in
            let value = NumberStyle(score.kind, percentDecimals: 1).text(score.value)
            return
              ", \(score.kind.label) \(value) after \(NumberStyle.decimals(1).text(epoch)) epochs"
          }
          return "training: \(candidate)\(latest ?? "")"
        })
  }
}

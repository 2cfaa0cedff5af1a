import ArchitectureSearch
import Reporting
import Studies

extension Reporting.Progress {
  /// So many trainings are named; a cluster has thousands.
  private static let mostShown = 8

  private static func rest(_ running: Int) -> [String] {
    running > mostShown ? ["and \(running - mostShown) more"] : []
  }

  /// The state of a search: the trainings done, the best candidate so far, what runs now.
  init(_ search: SearchProgress, kind: ScoreKind) {
    var details: [String] = []
    if let best = search.best {
      let score = NumberStyle(kind, percentDecimals: 1).text(best.score)
      details.append("best so far: \(best.candidate), \(kind.label) \(score)")
    }
    self.init(
      fraction: search.fraction,
      count: "\(search.finishedTrainings)/\(search.expectedTrainings) trainings",
      details: details
        + search.running.prefix(Self.mostShown).map { candidate, progress in
          let latest = progress.curve.last.map { point in
            let value = NumberStyle(kind, percentDecimals: 1).text(point.score)
            let epochs = NumberStyle.decimals(1).text(point.epoch)
            return ", \(kind.label) \(value) after \(epochs) epochs"
          }
          return "training: \(candidate)\(latest ?? "")"
        } + Self.rest(search.running.count))
  }
}

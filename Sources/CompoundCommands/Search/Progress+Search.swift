import ArchitectureSearch
import Reporting
import Studies

extension Reporting.Progress {
  /// The state of a search: the trainings done, the best candidate so far with its standard error, the
  /// images that all trainings get through, what runs now.
  init(_ search: SearchProgress, kind: ScoreKind) {
    var details: [String] = []
    if let best = search.best {
      details.append(
        "best " + NumberStyle(kind, percentDecimals: 1).text(best.score, best.standardError))
    }
    let rates = search.running.compactMap(\.progress.imagesPerSecond)
    if !rates.isEmpty { details.append(Self.images(perSecond: rates.reduce(0, +))) }
    details += Self.running(search, kind)
    if let best = search.best { details.append("best is \(best.candidate)") }
    self.init(
      fraction: search.fraction,
      count: "\(search.finishedTrainings)/\(search.expectedTrainings) trained", details: details)
  }

  /// What runs: one or two trainings by their epochs, one by its name as well, of more how many there
  /// are.
  private static func running(_ search: SearchProgress, _ kind: ScoreKind) -> [String] {
    guard let first = search.running.first else { return [] }
    guard search.running.count <= 2 else { return ["\(search.running.count) running"] }
    let epochs = search.running.map { running in
      epoch(running.progress.fraction * Double(running.epochs), of: Double(running.epochs))
    }
    var parts = ["epoch \(epochs.joined(separator: ", "))"]
    guard search.running.count == 1 else { return parts }
    if let point = first.progress.curve.last {
      parts.append("now " + NumberStyle(kind, percentDecimals: 1).text(point.score))
    }
    return parts + ["training \(first.candidate)"]
  }

  /// `2.3/5`: epochs done, of so many.
  static func epoch(_ done: Double, of all: Double) -> String {
    let style = NumberStyle.decimals(all < 100 ? 1 : 0)
    let whole = all == all.rounded() ? NumberStyle.decimals(0) : style
    return "\(style.text(min(done, all)))/\(whole.text(all))"
  }

  /// `1,250 images/s`.
  static func images(perSecond rate: Double) -> String {
    let style = rate < 10 ? NumberStyle.decimals(1) : .grouped
    return "\(rate < 10 ? style.text(rate) : style.text(Int(rate.rounded()))) images/s"
  }
}

import ProxyTraining
import Reporting

extension Reporting.Progress {
  init(_ training: TrainingProgress) {
    var details = ["loss \(NumberStyle.decimals(3).text(training.loss))"]
    if let point = training.point {
      details.append("validation top-1 \(NumberStyle.percent(decimals: 1).text(point.top1))")
    }
    self.init(
      fraction: Double(training.step) / Double(max(1, training.steps)),
      count: "step \(training.step)/\(training.steps)", details: details)
  }
}

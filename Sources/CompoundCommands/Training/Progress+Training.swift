import ProxyTraining
import Reporting

extension Reporting.Progress {
  /// The state of a training: epochs, images a second, the best validation with its standard error, the
  /// latest loss.
  init(_ training: TrainingProgress) {
    var details: [String] = []
    if let best = training.curve.map(\.top1).max() {
      let style = NumberStyle.percent(decimals: 1)
      // Of a share of so many images.
      let error = (best * (1 - best) / Double(max(1, training.scoredImages))).squareRoot()
      details.append("best " + style.text(best, error))
    }
    details.append(Self.images(perSecond: training.imagesPerSecond))
    details.append("loss \(NumberStyle.decimals(3).text(training.loss))")
    details.append("step \(training.step)/\(training.steps)")
    self.init(
      fraction: training.fraction,
      count: "epoch \(Self.epoch(training.epoch, of: training.epochs))", details: details)
  }
}

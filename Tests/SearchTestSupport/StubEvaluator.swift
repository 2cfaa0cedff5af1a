import Architectures
import Foundation
import Networks
import Randomness
package import Studies

/// A score that is a fixed function of the network and the seed, after an optional nap.
package struct StubEvaluator: Evaluator {
  package var capacity: Int { .max }

  /// Seconds at most; actual naps differ between trainings, so that they end out of order.
  package var nap: Double
  /// Trials that fail, with their cause.
  package var failures: [Int: String]

  package init(nap: Double = 0, failures: [Int: String] = [:]) {
    self.nap = nap
    self.failures = failures
  }

  package func evaluate(_ request: EvaluationRequest, control: EvaluationControl) async throws
    -> Evaluation
  {
    var generator = CounterGenerator(
      seed: request.seed, purpose: request.candidate, index: request.epochs)
    if nap > 0 {
      // From a stream of its own: naps must not change the score.
      var napping = CounterGenerator(seed: request.seed, purpose: "nap", index: request.trial)
      let end = ContinuousClock.now + .seconds(nap * napping.uniform())
      while ContinuousClock.now < end {
        if control.isCancelled { throw CancellationError() }
        usleep(200)
      }
    }
    if let cause = failures[request.trial] {
      throw EvaluationFailure(cause: cause, detail: "step 17, last loss 3.25")
    }
    control.report(fraction: 1)
    let width = request.architecture.stages.reduce(0) { $0 + $1.channels }
    return Evaluation(
      try Score(
        .top1, 0.5 + 0.1 * tanh(Double(width) / 500) + 0.01 * generator.uniform()),
      loss: 1 + generator.uniform())
  }
}

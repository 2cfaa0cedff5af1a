import ArchitectureSearch
import Architectures
import Foundation
import Networks
import Randomness

/// A score that is a fixed function of the network and the seed, after an optional nap.
struct StubEvaluator: Evaluator {
  /// Seconds at most; actual naps differ between trainings, so that they end out of order.
  var nap = 0.0
  /// Trials that fail, with their cause.
  var failures: [Int: String] = [:]

  func evaluate(_ request: EvaluationRequest, control: EvaluationControl) throws -> Evaluation {
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
      accuracy: 0.5 + 0.1 * tanh(Double(width) / 500) + 0.01 * generator.uniform(),
      loss: 1 + generator.uniform())
  }
}

/// A folder of its own, removed at the end of the test.
final class TemporaryFolder {
  let path: String

  init() throws {
    path = NSTemporaryDirectory() + "compound-search-" + UUID().uuidString
    try FileManager.default.createDirectory(atPath: path, withIntermediateDirectories: true)
  }

  deinit { try? FileManager.default.removeItem(atPath: path) }
}

/// The smallest network that can be built, for tests that train nothing.
func smallArchitecture() throws -> Architecture {
  try Architecture(
    name: "small", resolution: 8, activation: .relu, stem: Stem(channels: 4),
    stages: [
      Stage(
        block: .convolution(ConvolutionBlock()), kernelSize: 3, stride: 1, channels: 4, repeats: 1)
    ],
    head: Head(classes: 2))
}

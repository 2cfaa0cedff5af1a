import Architectures
import Networks
import Synchronization

/// An evaluator that scores equal networks once.
///
/// Architectures that differ at target scale often are the same network at proxy scale, or differ in
/// a choice that changes nothing (a kind of shortcut in a stage without shortcuts): in MnasNet's space
/// a quarter of the trainings of 200 trials were repetitions. For evaluators whose score depends on
/// network, epochs, seed and learning rate alone. What is remembered ends with the process.
public final class RememberingEvaluator: Evaluator {
  private struct Key: Hashable {
    let network: Network
    let epochs: Int
    let seed: UInt64
    let learningRateFactor: Double
  }

  private let evaluator: any Evaluator
  private let known = Mutex<[Key: Evaluation]>([:])

  /// Makes an evaluator that asks another for what it does not remember.
  public init(_ evaluator: any Evaluator) {
    self.evaluator = evaluator
  }

  public var capacity: Int { evaluator.capacity }

  public func recorded(_ request: EvaluationRequest) { evaluator.recorded(request) }

  public func evaluate(
    _ request: EvaluationRequest, control: EvaluationControl
  ) async throws -> Evaluation {
    let key = Key(
      network: try request.architecture.loweredWithoutName(), epochs: request.epochs,
      seed: request.seed, learningRateFactor: request.learningRateFactor)
    if var earlier = known.withLock({ $0[key] })?.ended(at: request.bar),
      !earlier.isPruned || request.bar?.end(of: earlier.curve) != nil
    {
      // Its measures are times, which this evaluation did not take.
      earlier.measures = [:]
      return earlier
    }
    let evaluation = try await evaluator.evaluate(request, control: control)
    known.withLock { $0[key] = evaluation }
    return evaluation
  }
}

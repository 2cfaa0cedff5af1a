import Architectures
import Networks
import Synchronization

/// 128 bits of a network in place of the network, of which a long search has very many.
///
/// Good within this process; that two of a million networks share them happens once in 10²⁶ searches.
private struct NetworkDigest: Hashable {
  private let halves: [Int]

  init(_ network: Network) {
    halves = (0...1).map { half in
      var hasher = Hasher()
      hasher.combine(half)
      hasher.combine(network)
      return hasher.finalize()
    }
  }
}

/// An evaluator that scores equal networks once.
///
/// Architectures that differ at target scale often are the same network at proxy scale, or differ in
/// a choice that changes nothing (a kind of shortcut in a stage without shortcuts): in MnasNet's space
/// a quarter of the trainings of 200 trials were repetitions. For evaluators whose score depends on
/// network, epochs, seed and learning rate alone. What is remembered ends with the process.
public final class RememberingEvaluator: Evaluator {
  private struct Key: Hashable {
    let network: NetworkDigest
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
      network: NetworkDigest(try request.architecture.loweredWithoutName()), epochs: request.epochs,
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

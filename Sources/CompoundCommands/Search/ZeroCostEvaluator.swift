import Architectures
import Networks
import ProxyTraining
import Studies
import TrainingData

/// Scores a candidate at its initial weights: the trainer's scores behind the search's protocol.
struct ZeroCostEvaluator: Evaluator {
  private let score: NetworkScore
  private let kind: ScoreKind
  private let data: DataSet
  private let threads: Int
  let capacity: Int

  /// The evaluator of `score`.
  static func evaluator(
    _ score: ZeroCostScore, data: DataSet, threads: Int, capacity: Int
  ) -> any Evaluator {
    let network = { (networkScore: NetworkScore) in
      ZeroCostEvaluator(
        score: networkScore, kind: .zeroCost(score), data: data, threads: threads,
        capacity: capacity)
    }
    switch score {
    case .parameters: return CostEvaluator(.parameters)
    case .multiplyAdds: return CostEvaluator(.multiplyAdds)
    case .gradientNorm: return network(.gradientNorm)
    case .synflow: return network(.synflow)
    case .naswot: return network(.naswot)
    case .zenScore: return network(.zenScore)
    }
  }

  func evaluate(
    _ request: EvaluationRequest, control: EvaluationControl
  ) async throws -> Evaluation {
    if control.isCancelled { throw CancellationError() }
    do {
      let value = try await onOwnThread {
        try score.score(
          request.architecture.lowered(), on: data, seed: request.seed, threads: threads)
      }
      return try NullProxies(of: request).evaluation(Score(kind, value))
    } catch let error as TrainingError {
      throw EvaluationFailure(cause: "\(error.reason)", detail: error.message)
    }
  }
}

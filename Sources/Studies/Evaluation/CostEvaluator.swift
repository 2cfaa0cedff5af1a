import Foundation

/// A null proxy in place of an accuracy.
public struct CostEvaluator: Evaluator {
  /// The scores by name.
  public enum Score: Hashable, Sendable {
    case parameters, multiplyAdds
  }

  private let score: Score

  public init(_ score: Score) {
    self.score = score
  }

  public func evaluate(
    _ request: EvaluationRequest, control: EvaluationControl
  ) throws -> Evaluation {
    let proxies = try NullProxies(of: request)
    switch score {
    case .parameters: return proxies.evaluation(proxies.parameters)
    case .multiplyAdds: return proxies.evaluation(proxies.multiplyAdds)
    }
  }
}

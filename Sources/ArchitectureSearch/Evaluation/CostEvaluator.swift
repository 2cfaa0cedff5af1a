import Foundation

/// The null proxies: parameters or multiply-adds in place of an accuracy. A zero-cost score that does
/// not rank better than these has found nothing.
public struct CostEvaluator: Evaluator {
  /// The scores by name.
  public enum Score: String, CaseIterable, Hashable, Sendable, Codable {
    case parameters, multiplyAdds
  }

  private let score: Score

  public init(_ score: Score) {
    self.score = score
  }

  /// The logarithm to base 10 of the count at proxy scale, so that scores stay in a small range.
  public func evaluate(
    _ request: EvaluationRequest, control: EvaluationControl
  ) throws -> Evaluation {
    let costs = try CandidateCosts(of: request.architecture)
    switch score {
    case .parameters: return Evaluation(accuracy: log10(Double(costs.parameters)))
    case .multiplyAdds: return Evaluation(accuracy: log10(Double(costs.multiplyAdds)))
    }
  }
}

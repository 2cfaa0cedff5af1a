import CostModel
import Foundation

/// A score of a candidate that needs no training, by the name that search files give it.
public enum ZeroCostScore: String, CaseIterable, Hashable, Sendable, Codable {
  /// The null proxies: a score that does not rank better than these has found nothing.
  case parameters, multiplyAdds
  /// Those that look at the untrained network.
  case gradientNorm, synflow, naswot, zenScore
}

/// The null proxies, counted at proxy scale, as logarithms to base 10 so that scores stay in a small
/// range.
public struct NullProxies: Hashable, Sendable {
  public let parameters: Double
  public let multiplyAdds: Double

  /// - Throws: the lowering's or cost model's error where the candidate can't be built.
  public init(of request: EvaluationRequest) throws {
    let costs = try Figures(of: request.architecture)
    parameters = log10(Double(costs.parameters))
    multiplyAdds = log10(Double(costs.multiplyAdds))
  }

  /// The evaluation of `score`, the null proxies beside it.
  public func evaluation(_ score: Double) -> Evaluation {
    Evaluation(
      accuracy: score,
      measures: ["log10Parameters": parameters, "log10MultiplyAdds": multiplyAdds])
  }
}

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

import CostModel
import Foundation

/// The null proxies, counted at proxy scale, as logarithms to base 10 so that scores stay in a small
/// range.
public struct NullProxies: Hashable, Sendable {
  /// log₁₀ of the trainable scalars.
  public let parameters: Double
  /// log₁₀ of the multiply-adds of one image.
  public let multiplyAdds: Double

  /// - Throws: the lowering's or cost model's error where the candidate can't be built.
  public init(of request: EvaluationRequest) throws {
    let costs = try Figures(of: request.architecture)
    parameters = log10(Double(costs.parameters))
    multiplyAdds = log10(Double(costs.multiplyAdds))
  }

  /// The evaluation of a score, the null proxies beside it.
  public func evaluation(_ score: Score) -> Evaluation {
    Evaluation(
      score,
      measures: ["log10Parameters": parameters, "log10MultiplyAdds": multiplyAdds])
  }
}

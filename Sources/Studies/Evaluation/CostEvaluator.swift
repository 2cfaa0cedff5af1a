import Foundation

/// A null proxy in place of an accuracy.
public struct CostEvaluator: Evaluator {
  /// The costs that are scored.
  public enum Cost: Hashable, Sendable {
    /// Trainable scalars.
    case parameters
    /// Multiply-accumulates of one image.
    case multiplyAdds
  }

  private let cost: Cost

  /// Makes an evaluator that scores one of the costs.
  public init(_ cost: Cost) {
    self.cost = cost
  }

  /// One for each processor.
  public var capacity: Int { ProcessInfo.processInfo.activeProcessorCount }

  public func evaluate(
    _ request: EvaluationRequest, control: EvaluationControl
  ) throws -> Evaluation {
    let proxies = try NullProxies(of: request)
    switch cost {
    case .parameters:
      return proxies.evaluation(try Score(.zeroCost(.parameters), proxies.parameters))
    case .multiplyAdds:
      return proxies.evaluation(try Score(.zeroCost(.multiplyAdds), proxies.multiplyAdds))
    }
  }
}

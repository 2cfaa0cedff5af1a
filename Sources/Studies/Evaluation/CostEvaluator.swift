import Foundation

/// A null proxy in place of an accuracy.
public struct CostEvaluator: Evaluator {
  /// The costs that are scored.
  public enum Cost: Hashable, Sendable {
    case parameters, multiplyAdds
  }

  private let cost: Cost

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

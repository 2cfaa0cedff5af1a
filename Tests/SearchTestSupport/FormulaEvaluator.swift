package import CostModel
package import Studies

/// An accuracy that is a given function of costs, epochs and seed.
package struct FormulaEvaluator: Evaluator {
  package var capacity: Int { .max }

  private let formula: @Sendable (Figures, EvaluationRequest) -> Double

  package init(formula: @escaping @Sendable (Figures, EvaluationRequest) -> Double) {
    self.formula = formula
  }

  package func evaluate(_ request: EvaluationRequest, control: EvaluationControl) async throws
    -> Evaluation
  {
    let score = formula(try Figures(of: request.architecture), request)
    guard score.isFinite else { throw EvaluationFailure(cause: "diverged", detail: "step 1") }
    return Evaluation(try Score(ScoreKind(key: "formula"), score))
  }
}

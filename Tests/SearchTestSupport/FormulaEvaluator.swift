package import Studies

/// An accuracy that is a given function of costs, epochs and seed.
package struct FormulaEvaluator: Evaluator {
  private let formula: @Sendable (Figures, EvaluationRequest) -> Double

  package init(formula: @escaping @Sendable (Figures, EvaluationRequest) -> Double) {
    self.formula = formula
  }

  package func evaluate(_ request: EvaluationRequest, control: EvaluationControl) throws -> Evaluation {
    let accuracy = formula(try Figures(of: request.architecture), request)
    guard accuracy.isFinite else { throw EvaluationFailure(cause: "diverged", detail: "step 1") }
    return Evaluation(accuracy: accuracy)
  }
}

/// Whether a model misses something: its error between different points against the error between
/// repeats of the same point.
public struct LackOfFit: Hashable, Sendable {
  /// The variance between repeats.
  public let pureVariance: Double
  /// Degrees of freedom of the repeats.
  public let pureDegrees: Int
  /// The probability of so much misfit, or more, where the model misses nothing.
  public let pValue: Double

  /// Compares the residuals of `fit` within groups of observations made at one point and between
  /// them; nil without repeats, or where the model has as many coefficients as there are points.
  ///
  /// `points` has a number for each observation, equal for repeats of the same.
  public init?(_ fit: LeastSquares, points: [Int]) {
    precondition(points.count == fit.residuals.count, "a point for each observation")
    let groups = Dictionary(grouping: points.indices) { points[$0] }.values
    var squares = 0.0
    for group in groups {
      let sample = Sample(group.map { fit.residuals[$0] })
      squares += sample.values.reduce(0) { $0 + ($1 - sample.mean) * ($1 - sample.mean) }
    }
    pureDegrees = points.count - groups.count
    let misfitDegrees = fit.degrees - pureDegrees
    guard pureDegrees > 0, misfitDegrees > 0, squares > 0 else { return nil }
    pureVariance = squares / Double(pureDegrees)
    let total = fit.residuals.reduce(0) { $0 + $1 * $1 }
    let misfit = max(0, total - squares) / Double(misfitDegrees)
    pValue =
      1
      - Distribution.fisher(
        misfit / pureVariance, numerator: Double(misfitDegrees),
        denominator: Double(pureDegrees))
  }
}

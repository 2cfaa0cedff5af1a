/// A quadratic surface over several coordinates, fitted to observations by least squares:
/// y = b₀ + Σ bᵢxᵢ + Σ bᵢᵢxᵢ² + Σ bᵢⱼxᵢxⱼ.
public struct QuadraticSurface: Hashable, Sendable {
  /// The fit, whose columns are ``terms(_:)``.
  public let fit: LeastSquares
  /// The number of coordinates.
  public let dimensions: Int

  /// Fits the surface; nil where the points do not determine it.
  ///
  /// - Precondition: a point for each value, all of one length.
  public init?(points: [[Double]], values: [Double]) {
    guard let dimensions = points.first?.count,
      let fit = LeastSquares(rows: points.map(Self.terms), values: values)
    else { return nil }
    self.fit = fit
    self.dimensions = dimensions
  }

  /// How many coefficients a surface over so many coordinates has: 10 over three.
  public static func count(dimensions: Int) -> Int { (dimensions + 1) * (dimensions + 2) / 2 }

  /// The columns of the model at a point: 1, the coordinates, their squares, the products of two in
  /// the order (0, 1), (0, 2), …, (1, 2), ….
  public static func terms(_ point: [Double]) -> [Double] {
    var terms = [1.0] + point + point.map { $0 * $0 }
    for first in point.indices {
      for second in point.indices.dropFirst(first + 1) {
        terms.append(point[first] * point[second])
      }
    }
    return terms
  }

  /// The fitted value at a point.
  public func value(at point: [Double]) -> Double { fit.value(Self.terms(point)) }

  /// The probability that further `columns`, a row for each observation, explain so much, or more, where
  /// the surface misses nothing (the F test of nested models); nil where the observations, made at
  /// `points`, do not determine their coefficients and an error.
  public func pValue(ofAdding columns: [[Double]], at points: [[Double]]) -> Double? {
    let before = fit.residuals
    // Observed values are fitted ones and residuals.
    let values = zip(points, before).map { value(at: $0) + $1 }
    let rows = zip(points, columns).map { Self.terms($0) + $1 }
    guard let wider = LeastSquares(rows: rows, values: values),
      let variance = wider.residualVariance, variance > 0
    else { return nil }
    let squares = { (residuals: [Double]) in residuals.reduce(0) { $0 + $1 * $1 } }
    let added = Double(wider.coefficients.count - fit.coefficients.count)
    let gain = max(0, squares(before) - squares(wider.residuals)) / added
    return 1
      - Distribution.fisher(
        gain / variance, numerator: added, denominator: Double(wider.degrees))
  }

  /// The weights of the coefficients whose sum is f(`point`) − f(`reference`).
  public static func contrast(_ point: [Double], minus reference: [Double]) -> [Double] {
    zip(terms(point), terms(reference)).map { $0 - $1 }
  }

  /// The weights of the coefficients whose sum is the slope at `point` in `direction`.
  public static func slope(at point: [Double], along direction: [Double]) -> [Double] {
    var weights = [0.0] + direction + zip(point, direction).map { 2 * $0 * $1 }
    for first in point.indices {
      for second in point.indices.dropFirst(first + 1) {
        weights.append(point[first] * direction[second] + point[second] * direction[first])
      }
    }
    return weights
  }

  /// The weights of the coefficients whose sum is uᵀHv, with H the matrix of second derivatives: how
  /// much the slope along `first` changes on a step of 1 along `second`.
  public static func curvature(_ first: [Double], _ second: [Double]) -> [Double] {
    let origin = [Double](repeating: 0, count: first.count)
    return zip(slope(at: second, along: first), slope(at: origin, along: first)).map { $0 - $1 }
  }
}

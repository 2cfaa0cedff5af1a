/// An ordinary least-squares fit of a linear model.
///
/// By Householder reflections, which keep the precision that normal equations square away.
public struct LeastSquares: Hashable, Sendable {
  /// One per column of the model.
  public let coefficients: [Double]
  /// (XᵀX)⁻¹: times the variance of an observation, the covariance of ``coefficients``.
  public let unscaledCovariance: [[Double]]
  /// Observed minus fitted values, in the order of the observations.
  public let residuals: [Double]
  /// Observations less columns.
  public var degrees: Int { residuals.count - coefficients.count }
  /// The share of the observations' variance about their mean that the model explains, at most 1.
  public let explainedShare: Double

  /// Fits `values` by the columns of `rows`; nil where there are fewer observations than columns, or
  /// columns depend on one another.
  ///
  /// - Precondition: rows of one length, one per value.
  public init?(rows: [[Double]], values: [Double]) {
    precondition(rows.count == values.count, "a row for each value")
    guard let columns = rows.first?.count, columns > 0, rows.count >= columns else { return nil }
    precondition(rows.allSatisfy { $0.count == columns }, "rows of one length")
    var triangle = HouseholderTriangle(rows: rows, values: values)
    guard let inverse = triangle.reduced(columns: columns) else { return nil }
    let coefficients = inverse.map { row in zip(row, triangle.values).reduce(0) { $0 + $1.0 * $1.1 }
    }
    self.coefficients = coefficients
    unscaledCovariance = inverse.map { row in
      inverse.map { other in zip(row, other).reduce(0) { $0 + $1.0 * $1.1 } }
    }
    residuals = zip(rows, values).map { row, value in
      value - zip(row, coefficients).reduce(0) { $0 + $1.0 * $1.1 }
    }
    let mean = Sample(values).mean
    let spread = values.reduce(0) { $0 + ($1 - mean) * ($1 - mean) }
    let rest = residuals.reduce(0) { $0 + $1 * $1 }
    explainedShare = spread > 0 ? 1 - rest / spread : 1
  }

  /// The variance of an observation about the model; nil without a degree of freedom left.
  public var residualVariance: Double? {
    degrees > 0 ? residuals.reduce(0) { $0 + $1 * $1 } / Double(degrees) : nil
  }

  /// The value of a linear function of the coefficients.
  public func value(_ weights: [Double]) -> Double {
    zip(weights, coefficients).reduce(0) { $0 + $1.0 * $1.1 }
  }

  /// The variance of ``value(_:)`` for observations of variance 1.
  public func unscaledVariance(_ weights: [Double]) -> Double {
    unscaledCovariance(weights, weights)
  }

  /// The covariance of two linear functions of the coefficients, for observations of variance 1.
  public func unscaledCovariance(_ first: [Double], _ second: [Double]) -> Double {
    zip(first, unscaledCovariance).reduce(0) { sum, term in
      sum + term.0 * zip(term.1, second).reduce(0) { $0 + $1.0 * $1.1 }
    }
  }
}

/// Observations under reflections that make the model's columns a triangle.
private struct HouseholderTriangle {
  private var rows: [[Double]]
  /// Rotated like the rows; the first as many as there are columns determine the coefficients.
  private(set) var values: [Double]

  init(rows: [[Double]], values: [Double]) {
    self.rows = rows
    self.values = values
  }

  /// Reduces the columns to a triangle R and returns R⁻¹; nil where it has none.
  mutating func reduced(columns: Int) -> [[Double]]? {
    for column in 0..<columns {
      let scale = (column..<rows.count).map { abs(rows[$0][column]) }.max() ?? 0
      let before = (0..<rows.count).map { rows[$0][column] * rows[$0][column] }.reduce(0, +)
      let norm = (column..<rows.count).reduce(0) {
        $0 + rows[$1][column] * rows[$1][column]
      }.squareRoot()
      // What is left of a column after those before it are taken out.
      guard scale > 0, norm > 1e-10 * before.squareRoot() else { return nil }
      var reflector = (column..<rows.count).map { rows[$0][column] }
      let pivot = reflector[0] > 0 ? -norm : norm
      reflector[0] -= pivot
      let length = reflector.reduce(0) { $0 + $1 * $1 }
      for other in column..<columns {
        let product = zip(reflector, rows[column...]).reduce(0) { $0 + $1.0 * $1.1[other] }
        for (offset, weight) in reflector.enumerated() {
          rows[column + offset][other] -= 2 * product / length * weight
        }
      }
      let product = zip(reflector, values[column...]).reduce(0) { $0 + $1.0 * $1.1 }
      for (offset, weight) in reflector.enumerated() {
        values[column + offset] -= 2 * product / length * weight
      }
    }
    return inverse(columns)
  }

  private func inverse(_ columns: Int) -> [[Double]] {
    var inverse = [[Double]](
      repeating: [Double](repeating: 0, count: columns), count: columns)
    for column in 0..<columns {
      inverse[column][column] = 1 / rows[column][column]
      for row in stride(from: column - 1, through: 0, by: -1) {
        let sum = ((row + 1)...column).reduce(0) { $0 + rows[row][$1] * inverse[$1][column] }
        inverse[row][column] = -sum / rows[row][row]
      }
    }
    return inverse
  }
}

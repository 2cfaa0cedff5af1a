import Randomness

/// Intervals for many linear functions of fitted coefficients that all hold at once.
///
/// The largest of several studentised errors has no closed form where they depend on one another;
/// it is simulated from the fit's own design, by the same random numbers each time. With 20,000
/// draws the level of a 95 % interval is right to about 0.15 points (one standard error).
public struct SimultaneousIntervals: Hashable, Sendable {
  /// How many standard errors to either side.
  public let criticalValue: Double
  private let fit: LeastSquares
  private let deviation: Double

  /// Intervals for the functions with these weights; nil where the fit leaves no degree of freedom.
  ///
  /// - Parameters:
  ///   - fit: whose coefficients they are functions of.
  ///   - contrasts: weights of the coefficients, a function each; those that are 0 count for nothing.
  ///   - confidence: that all intervals hold, between 0 and 1.
  ///   - draws: of the simulation.
  public init?(
    _ fit: LeastSquares, for contrasts: [[Double]], confidence: Double = 0.95, draws: Int = 20_000
  ) {
    guard fit.degrees > 0 else { return nil }
    self.init(
      fit,
      criticalValue: Self.quantile(
        fit.unscaledCovariance, contrasts, degrees: fit.degrees, confidence: confidence,
        draws: draws))
  }

  /// Intervals of so many standard errors; nil where the fit leaves no degree of freedom.
  ///
  /// The value of one fit holds for every other of the same design.
  public init?(_ fit: LeastSquares, criticalValue: Double) {
    guard let variance = fit.residualVariance else { return nil }
    self.fit = fit
    self.criticalValue = criticalValue
    deviation = variance.squareRoot()
  }

  /// The interval of a function among those that the intervals were made for.
  public func interval(_ contrast: [Double]) -> ClosedRange<Double> {
    let (value, half) = (fit.value(contrast), criticalValue * standardError(contrast))
    return (value - half)...(value + half)
  }

  /// The standard error of a function of the coefficients.
  public func standardError(_ contrast: [Double]) -> Double {
    deviation * max(0, fit.unscaledVariance(contrast)).squareRoot()
  }

  /// The quantile of the largest |error| ÷ standard error among the functions.
  private static func quantile(
    _ covariance: [[Double]], _ contrasts: [[Double]], degrees: Int, confidence: Double, draws: Int
  ) -> Double {
    let factor = Cholesky(covariance).rows
    // In units of independent normal numbers, each function is a direction of length 1.
    let directions = contrasts.compactMap { contrast -> [Double]? in
      let spread = factor.indices.map { column in
        zip(contrast, factor).reduce(0) { $0 + $1.0 * $1.1[column] }
      }
      let length = spread.reduce(0) { $0 + $1 * $1 }.squareRoot()
      return length > 1e-12 ? spread.map { $0 / length } : nil
    }
    guard !directions.isEmpty else { return 0 }
    let (flat, width) = (directions.flatMap { $0 }, factor.count)
    var largest = (0..<draws).map { draw in
      var generator = CounterGenerator(seed: 0, purpose: "simultaneous intervals", index: draw)
      let noise = (0..<width).map { _ in generator.normal() }
      var squares = 0.0
      for _ in 0..<degrees {
        let value = generator.normal()
        squares += value * value
      }
      let most = largestProjection(of: noise, on: flat)
      return most / (squares / Double(degrees)).squareRoot()
    }
    largest.sort()
    return largest[min(draws - 1, Int((confidence * Double(draws)).rounded(.up)))]
  }
}

/// The largest |direction · vector| among directions that stand one after the other.
private func largestProjection(of vector: [Double], on directions: [Double]) -> Double {
  var most = 0.0
  directions.withUnsafeBufferPointer { directions in
    vector.withUnsafeBufferPointer { vector in
      for start in stride(from: 0, to: directions.count, by: vector.count) {
        var sum = 0.0
        for index in vector.indices { sum += directions[start + index] * vector[index] }
        most = max(most, abs(sum))
      }
    }
  }
  return most
}

/// The lower triangle L of a symmetric matrix A = LLᵀ.
///
/// Of a matrix that is not positive definite, rounding aside, the columns that are not determined
/// are 0.
struct Cholesky {
  /// Row by row, zeros above the diagonal.
  private(set) var rows: [[Double]]

  init(_ matrix: [[Double]]) {
    rows = matrix.map { _ in [Double](repeating: 0, count: matrix.count) }
    for column in matrix.indices {
      let rest = matrix[column][column] - rows[column].reduce(0) { $0 + $1 * $1 }
      guard rest > 1e-14 * abs(matrix[column][column]) else { continue }
      rows[column][column] = rest.squareRoot()
      for row in matrix.indices.dropFirst(column + 1) {
        let product = zip(rows[row], rows[column]).reduce(0) { $0 + $1.0 * $1.1 }
        rows[row][column] = (matrix[row][column] - product) / rows[column][column]
      }
    }
  }

  /// The solution x of LLᵀx = `values`; nil where the matrix is not positive definite.
  func solve(_ values: [Double]) -> [Double]? {
    guard rows.indices.allSatisfy({ rows[$0][$0] > 0 }) else { return nil }
    var solution = values
    for row in rows.indices {
      let sum = (0..<row).reduce(0) { $0 + rows[row][$1] * solution[$1] }
      solution[row] = (solution[row] - sum) / rows[row][row]
    }
    for row in rows.indices.reversed() {
      let sum = rows.indices.dropFirst(row + 1).reduce(0) { $0 + rows[$1][row] * solution[$1] }
      solution[row] = (solution[row] - sum) / rows[row][row]
    }
    return solution
  }
}

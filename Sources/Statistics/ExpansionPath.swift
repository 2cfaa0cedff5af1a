import Foundation

/// How the best point of a concave quadratic surface moves as the sum of its coordinates grows: a
/// straight line, `balance` + sum · `direction`.
///
/// Read as a production function over the logarithms of cost, the position says how far a baseline
/// is from the best shape at its own cost, and the direction how to go on growing.
public struct ExpansionPath: Sendable {
  /// The best point with sum 0.
  public let balance: [Double]
  /// What a sum of 1 adds to it; its own sum is 1.
  public let direction: [Double]
  /// Whether the surface is curved along every direction of the constraint beyond its error, so that
  /// there is a best point at all.
  public let isDecided: Bool
  private let surface: QuadraticSurface

  /// Two directions of length 1 that keep the sum, at right angles.
  private static let tangents: [[Double]] = [
    [1 / 2.0.squareRoot(), -1 / 2.0.squareRoot(), 0],
    [1 / 6.0.squareRoot(), 1 / 6.0.squareRoot(), -2 / 6.0.squareRoot()],
  ]

  /// The path of a surface over three coordinates; nil where it has no largest point on the
  /// constraint, not even by its fitted values.
  ///
  /// `confidence` is that of a curvature which is called decided.
  public init?(_ surface: QuadraticSurface, confidence: Double = 0.95) {
    precondition(surface.dimensions == 3, "a surface over three coordinates")
    self.surface = surface
    let fit = surface.fit
    let tangents = Self.tangents
    // T'HT u = −T'(b + H·1/3·sum), a system of two equations for each of the two parts.
    let matrix = tangents.map { row in
      tangents.map { -fit.value(surface.curvature(row, $0)) }
    }
    let third = [1.0 / 3, 1.0 / 3, 1.0 / 3]
    let factor = Cholesky(matrix)
    let slopes = tangents.map { fit.value(surface.slope(at: [0, 0, 0], along: $0)) }
    let bends = tangents.map { fit.value(surface.curvature($0, third)) }
    guard let start = factor.solve(slopes), let step = factor.solve(bends) else { return nil }
    balance = (0..<3).map { start[0] * tangents[0][$0] + start[1] * tangents[1][$0] }
    direction = (0..<3).map { third[$0] + step[0] * tangents[0][$0] + step[1] * tangents[1][$0] }
    isDecided = Self.isConcave(surface, confidence: confidence)
  }

  /// Whether the curvature along every direction of the constraint is below 0 beyond its error
  /// (Scheffé's intervals, over the three numbers that the curvature has).
  private static func isConcave(_ surface: QuadraticSurface, confidence: Double) -> Bool {
    let fit = surface.fit
    guard let variance = fit.residualVariance else { return false }
    let quantile = Distribution.fisherQuantile(
      confidence, numerator: 3, denominator: Double(fit.degrees))
    return (0..<180).allSatisfy { step in
      let angle = Double.pi * Double(step) / 180
      let direction = (0..<3).map { axis in
        cos(angle) * tangents[0][axis] + sin(angle) * tangents[1][axis]
      }
      let weights = surface.curvature(direction, direction)
      let error = (3 * quantile * variance * max(0, fit.unscaledVariance(weights))).squareRoot()
      return fit.value(weights) + error < 0
    }
  }

  /// Whether growing along `direction`, of sum 1, can't be told from the best way; nil where the fit
  /// leaves no degree of freedom.
  public func canBeDirection(_ direction: [Double], confidence: Double = 0.95) -> Bool? {
    isZero(
      Self.tangents.map { surface.curvature($0, direction) }, confidence: confidence)
  }

  /// Whether `point`, of sum 0, can't be told from the best one; nil where the fit leaves no degree
  /// of freedom.
  public func canBeBalance(_ point: [Double], confidence: Double = 0.95) -> Bool? {
    isZero(
      Self.tangents.map { surface.slope(at: point, along: $0) }, confidence: confidence)
  }

  /// Whether two functions of the coefficients can both be 0.
  private func isZero(_ rows: [[Double]], confidence: Double) -> Bool? {
    guard let variance = surface.fit.residualVariance else { return nil }
    let values = rows.map { surface.fit.value($0) }
    let matrix = rows.map { row in rows.map { surface.fit.unscaledCovariance(row, $0) } }
    guard let weights = Cholesky(matrix).solve(values) else { return nil }
    let statistic = zip(weights, values).reduce(0) { $0 + $1.0 * $1.1 } / variance
    let quantile = Distribution.fisherQuantile(
      confidence, numerator: 2, denominator: Double(surface.fit.degrees))
    return statistic <= 2 * quantile
  }
}

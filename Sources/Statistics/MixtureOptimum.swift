/// Where a quadratic surface is largest among points with a given sum of coordinates, none below 0,
/// and which points can't be told from it.
///
/// The region is Box and Hunter's (1954) for a stationary point, on the constraint: a point belongs
/// to it where the slopes along the constraint don't differ from what they are at a maximum. Inside,
/// that is 0 along every direction, and the region holds the true optimum with exactly its
/// confidence; on an edge a slope that leads out of it is allowed too, and the region holds it with
/// at least that.
public struct MixtureOptimum: Sendable {
  /// The surface.
  public let surface: QuadraticSurface
  /// The sum of the coordinates.
  public let sum: Double
  /// The point with the largest fitted value, of those on a fine grid of shares.
  public let best: [Double]
  private let slopes: [[Double]]

  /// Finds the best point by its fitted value, on a grid whose shares are multiples of 1 ÷ `steps`.
  ///
  /// - Precondition: `sum` above 0, a surface over three coordinates.
  public init(_ surface: QuadraticSurface, sum: Double, steps: Int = 60) {
    precondition(surface.dimensions == 3 && sum > 0, "a mixture of three")
    self.surface = surface
    self.sum = sum
    slopes = (0..<3).map { axis in (0..<3).map { $0 == axis ? 1 : 0 } }
    let points = Self.shares(steps: steps).map { $0.map { $0 * sum } }
    // The first of equals, so that rounding decides nothing.
    best =
      points.dropFirst().reduce((points[0], surface.value(at: points[0]))) { best, point in
        let value = surface.value(at: point)
        return value > best.1 ? (point, value) : best
      }.0
  }

  /// Every triple of multiples of 1 ÷ `steps` whose sum is 1.
  public static func shares(steps: Int) -> [[Double]] {
    (0...steps).flatMap { first in
      (0...(steps - first)).map { second in
        [first, second, steps - first - second].map { Double($0) / Double(steps) }
      }
    }
  }

  /// Whether `point`, on the constraint, can't be told from the optimum; nil where the fit leaves no
  /// degree of freedom.
  public func canBeBest(_ point: [Double], confidence: Double = 0.95) -> Bool? {
    guard let variance = surface.fit.residualVariance else { return nil }
    let degrees = Double(surface.fit.degrees)
    // Slopes along the axes, less what is common to all: only differences matter on the constraint.
    let rows = slopes.map { surface.slope(at: point, along: $0) }
    let free = (0..<3).filter { point[$0] > 1e-9 * sum }
    let statistic = distance(rows, free: free) / variance
    let probability: Double
    if free.count == 3 {
      probability = 1 - Distribution.fisher(statistic / 2, numerator: 2, denominator: degrees)
    } else {
      // Under the least favourable slope, none, half of all errors lead out of the edge and are
      // allowed (a mixture of one and two degrees of freedom; at a corner even more are).
      probability =
        0.5 * (1 - Distribution.fisher(statistic, numerator: 1, denominator: degrees))
        + 0.5 * (1 - Distribution.fisher(statistic / 2, numerator: 2, denominator: degrees))
    }
    return probability > 1 - confidence
  }

  /// The squared distance, in units of an observation's variance, from the fitted slopes to those
  /// that a maximum has: equal along the free axes, no larger along the others.
  private func distance(_ rows: [[Double]], free: [Int]) -> Double {
    // All axes equal, or any of those at 0 left out: the nearest allowed one is a face of the cone.
    let bound = (0..<3).filter { !free.contains($0) }
    var least = Double.infinity
    for mask in 0..<(1 << bound.count) {
      let kept = (0..<3).filter { axis in
        guard let position = bound.firstIndex(of: axis) else { return true }
        return mask & (1 << position) == 0
      }
      guard !kept.isEmpty else { continue }
      let (squared, isAllowed) = projection(rows, kept: kept)
      if isAllowed { least = min(least, squared) }
    }
    return least
  }

  /// The distance to slopes that are equal along `kept`, where those along the other axes, at their
  /// most likely values then, are no larger.
  private func projection(
    _ rows: [[Double]], kept: [Int]
  ) -> (squared: Double, isAllowed: Bool) {
    let fit = surface.fit
    let contrasts = kept.dropFirst().map { axis in
      zip(rows[axis], rows[kept[0]]).map { $0 - $1 }
    }
    let others = (0..<3).filter { !kept.contains($0) }
    guard !contrasts.isEmpty else {
      // One axis alone is always equal to itself.
      let isAllowed = others.allSatisfy { fit.value(rows[$0]) <= fit.value(rows[kept[0]]) }
      return (0, isAllowed)
    }
    let values = contrasts.map { fit.value($0) }
    let matrix = contrasts.map { row in contrasts.map { fit.unscaledCovariance(row, $0) } }
    guard let weights = Cholesky(matrix).solve(values) else { return (0, false) }
    let squared = zip(weights, values).reduce(0) { $0 + $1.0 * $1.1 }
    // Setting the contrasts to 0 moves every other function by its covariance with them.
    let isAllowed = others.allSatisfy { axis in
      let excess = zip(rows[axis], rows[kept[0]]).map { $0 - $1 }
      let moved = zip(contrasts, weights).reduce(fit.value(excess)) { value, term in
        value - term.1 * fit.unscaledCovariance(excess, term.0)
      }
      return moved <= 0
    }
    return (squared, isAllowed)
  }
}

/// A quadratic surface over several coordinates, fitted to observations by least squares:
/// y = b₀ + Σ bᵢxᵢ + Σ bᵢᵢxᵢ² + Σ bᵢⱼxᵢxⱼ.
///
/// A surface can have one coordinate more that is free, such as a learning rate: wherever it is asked
/// at a point of the others, that one is where the surface is largest. What is said then is of the
/// largest value, to first order as if the best place were known (the envelope theorem: at a largest
/// value, small errors of the place change nothing).
public struct QuadraticSurface: Hashable, Sendable {
  /// The fit, whose columns are ``terms(_:)`` of all coordinates.
  public let fit: LeastSquares
  /// The number of coordinates, without a free one.
  public let dimensions: Int
  /// Where the free coordinate may lie; nil where there is none.
  public let freeRange: ClosedRange<Double>?
  private let points: [[Double]]

  /// Fits the surface; nil where the points do not determine it.
  ///
  /// - Parameters:
  ///   - points: One for each value, all of one length.
  ///   - free: The free coordinate of each point, if there is one.
  ///   - values: What was observed.
  public init?(points: [[Double]], free: [Double]? = nil, values: [Double]) {
    var all = points
    if let free { for index in all.indices { all[index].append(free[index]) } }
    guard let dimensions = points.first?.count,
      let fit = LeastSquares(rows: all.map(Self.terms), values: values)
    else { return nil }
    self.fit = fit
    self.dimensions = dimensions
    self.points = all
    freeRange = free.flatMap { free in
      free.min().flatMap { low in free.max().map { low...$0 } }
    }
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
  public func value(at point: [Double]) -> Double { fit.value(Self.terms(lifted(point))) }

  /// A point with the free coordinate, where there is one, at its best.
  public func lifted(_ point: [Double]) -> [Double] {
    freeRange == nil ? point : point + [bestFree(at: point)]
  }

  /// A direction with what it changes of the best free coordinate.
  private func lifted(direction: [Double]) -> [Double] {
    guard freeRange != nil else { return direction }
    let bend = freeBend
    guard bend < 0 else { return direction + [0] }
    return direction + [-fit.value(Self.curvature(direction + [0], freeAxis)) / bend]
  }

  private var freeAxis: [Double] { [Double](repeating: 0, count: dimensions) + [1] }

  /// The second derivative along the free coordinate.
  private var freeBend: Double { fit.value(Self.curvature(freeAxis, freeAxis)) }

  /// Where along the free coordinate the surface is largest at a point of the others; 0 where none is
  /// free.
  public func bestFree(at point: [Double]) -> Double {
    guard let freeRange else { return 0 }
    let bend = freeBend
    guard bend < 0 else {
      // No largest place within: one of the ends.
      let ends = [freeRange.lowerBound, freeRange.upperBound]
      let values = ends.map { fit.value(Self.terms(point + [$0])) }
      return values[0] < values[1] ? ends[1] : ends[0]
    }
    let place = -fit.value(Self.slope(at: point + [0], along: freeAxis)) / bend
    return min(max(place, freeRange.lowerBound), freeRange.upperBound)
  }

  /// The weights of the coefficients whose sum is f(`point`) − f(`reference`).
  public func contrast(_ point: [Double], minus reference: [Double]) -> [Double] {
    Self.contrast(lifted(point), minus: lifted(reference))
  }

  /// The weights of the coefficients whose sum is the slope at `point` in `direction`.
  ///
  /// Along a best free coordinate the slope is 0, and where that is an end, it stays there.
  public func slope(at point: [Double], along direction: [Double]) -> [Double] {
    Self.slope(at: lifted(point), along: freeRange == nil ? direction : direction + [0])
  }

  /// The weights of the coefficients whose sum is uᵀHv, with H the matrix of second derivatives.
  public func curvature(_ first: [Double], _ second: [Double]) -> [Double] {
    Self.curvature(lifted(direction: first), lifted(direction: second))
  }

  /// The probability that further `columns`, a row for each observation, explain so much, or more, where
  /// the surface misses nothing (the F test of nested models); nil where the observations do not
  /// determine their coefficients and an error.
  public func pValue(ofAdding columns: [[Double]]) -> Double? {
    let before = fit.residuals
    // Observed values are fitted ones and residuals.
    let values = zip(points, before).map { fit.value(Self.terms($0)) + $1 }
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

import Foundation

/// Rank correlation of two lists: Kendall's τ-b, which allows for ties.
public struct KendallTau: Hashable, Sendable {
  /// In `-1 ... 1`; nil when one list is constant.
  public let tau: Double?
  /// Two-sided p-value for no association, by the normal approximation with ties; nil where τ is.
  public let pValue: Double?
  private let count: Int

  /// - Precondition: the lists are equally long and have no NaN.
  public init(_ x: [Double], _ y: [Double]) {
    precondition(x.count == y.count, "lists of equal length")
    count = x.count
    var score = 0
    for i in x.indices {
      for j in x.indices.prefix(i) {
        score += sign(x[i] - x[j]) * sign(y[i] - y[j])
      }
    }
    let n = Double(count)
    let (tiesX, tiesY) = (Ties(x), Ties(y))
    let pairs = n * (n - 1) / 2
    let scale = ((pairs - tiesX.pairs) * (pairs - tiesY.pairs)).squareRoot()
    guard scale > 0 else {
      (tau, pValue) = (nil, nil)
      return
    }
    tau = Double(score) / scale
    // Kendall, Rank Correlation Methods: the variance of the score under no association.
    let v0 = n * (n - 1) * (2 * n + 5) - tiesX.variance - tiesY.variance
    let v1 = n > 1 ? 2 * tiesX.pairs * tiesY.pairs / (n * (n - 1)) : 0
    let v2 = n > 2 ? tiesX.triples * tiesY.triples / (9 * n * (n - 1) * (n - 2)) : 0
    let variance = v0 / 18 + v1 + v2
    pValue = min(1, 2 * Distribution.normal(-abs(Double(score)) / variance.squareRoot()))
  }

  /// An interval for τ by Fisher's transformation with the variance of Fieller, Hartley and Pearson
  /// (1957), 0.437 ÷ (n − 4); nil for fewer than five pairs.
  public func interval(confidence: Double = 0.95) -> ClosedRange<Double>? {
    guard let tau, count > 4 else { return nil }
    guard abs(tau) < 1 else { return tau...tau }
    let half =
      Distribution.normalQuantile((1 + confidence) / 2)
      * (0.437 / Double(count - 4)).squareRoot()
    return tanh(atanh(tau) - half)...tanh(atanh(tau) + half)
  }
}

extension KendallTau {
  /// τ-b of some pairs of elements alone, such as those that are alike in a third respect; equal to
  /// ``tau`` for all pairs.
  ///
  /// - Parameters:
  ///   - x: A list without NaN.
  ///   - y: Another of its length.
  ///   - compares: Whether a pair of places counts.
  /// - Returns: τ in `-1 ... 1`; nil where one list is constant in all pairs, or there is none.
  public static func tau(
    _ x: [Double], _ y: [Double], where compares: (Int, Int) -> Bool
  ) -> Double? {
    precondition(x.count == y.count, "lists of equal length")
    var (score, untiedX, untiedY) = (0, 0, 0)
    for i in x.indices {
      for j in x.indices.prefix(i) where compares(i, j) {
        let (first, second) = (sign(x[i] - x[j]), sign(y[i] - y[j]))
        score += first * second
        untiedX += abs(first)
        untiedY += abs(second)
      }
    }
    let scale = (Double(untiedX) * Double(untiedY)).squareRoot()
    return scale > 0 ? Double(score) / scale : nil
  }
}

private func sign(_ value: Double) -> Int {
  value > 0 ? 1 : value < 0 ? -1 : 0
}

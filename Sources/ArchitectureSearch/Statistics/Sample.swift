/// Mean and spread of repeated measurements.
public struct Sample: Hashable, Sendable {
  public let values: [Double]

  /// - Precondition: `values` is not empty.
  public init(_ values: [Double]) {
    precondition(!values.isEmpty, "a sample needs a value")
    self.values = values
  }

  public var mean: Double { values.reduce(0, +) / Double(values.count) }

  /// The standard deviation with n − 1 in the denominator; nil for a single value.
  public var standardDeviation: Double? {
    guard values.count > 1 else { return nil }
    let mean = mean
    let squares = values.reduce(0) { $0 + ($1 - mean) * ($1 - mean) }
    return (squares / Double(values.count - 1)).squareRoot()
  }

  /// The standard deviation within samples, over all of them together: the root of the mean of their
  /// variances. Nil where none has two values.
  public static func pooledDeviation(_ samples: [Sample]) -> Double? {
    let deviations = samples.compactMap(\.standardDeviation)
    return deviations.isEmpty ? nil : Sample(deviations.map { $0 * $0 }).mean.squareRoot()
  }

  /// The standard error of the mean; nil for a single value.
  public var standardError: Double? {
    standardDeviation.map { $0 / Double(values.count).squareRoot() }
  }
}

/// The result of a test of significance.
public struct SignificanceTest: Hashable, Sendable {
  /// The test's statistic: t, U, W or τ.
  public var statistic: Double
  /// The probability of a statistic at least as extreme when there is no difference, two-sided.
  public var pValue: Double

  public init(statistic: Double, pValue: Double) {
    self.statistic = statistic
    self.pValue = pValue
  }
}

/// Student's paired t-test of `differences` against a mean of zero.
///
/// - Returns: nil for fewer than two differences; with no spread at all the p-value is 1 for a mean
///   of zero and 0 otherwise.
public func pairedTTest(_ differences: [Double]) -> SignificanceTest? {
  guard differences.count > 1, let error = Sample(differences).standardError else { return nil }
  let mean = Sample(differences).mean
  guard error > 0 else {
    return SignificanceTest(
      statistic: mean == 0 ? 0 : .infinity * mean, pValue: mean == 0 ? 1 : 0)
  }
  let t = mean / error
  let tail = Distribution.student(-abs(t), degrees: Double(differences.count - 1))
  return SignificanceTest(statistic: t, pValue: 2 * tail)
}

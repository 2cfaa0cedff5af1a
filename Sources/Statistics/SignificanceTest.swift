/// The result of a test of significance.
public struct SignificanceTest: Hashable, Sendable {
  /// The test's statistic, as the test defines it.
  public var statistic: Double
  /// The probability of a statistic at least as extreme when there is no difference, two-sided.
  public var pValue: Double

  /// Makes the result of a test.
  public init(statistic: Double, pValue: Double) {
    self.statistic = statistic
    self.pValue = pValue
  }
}

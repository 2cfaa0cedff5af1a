/// Mean and spread of repeated measurements.
public struct Sample: Hashable, Sendable {
  /// The measurements, at least one.
  public let values: [Double]

  /// - Precondition: `values` is not empty.
  public init(_ values: [Double]) {
    precondition(!values.isEmpty, "a sample needs a value")
    self.values = values
  }

  /// The arithmetic mean.
  public var mean: Double { values.reduce(0, +) / Double(values.count) }

  /// The middle value, or the mean of the two in the middle.
  public var median: Double {
    let sorted = values.sorted()
    let middle = sorted.count / 2
    return sorted.count.isMultiple(of: 2)
      ? (sorted[middle - 1] + sorted[middle]) / 2 : sorted[middle]
  }

  /// The standard deviation with n − 1 in the denominator; nil for a single value.
  public var standardDeviation: Double? {
    guard values.count > 1 else { return nil }
    let mean = mean
    let squares = values.reduce(0) { $0 + ($1 - mean) * ($1 - mean) }
    return (squares / Double(values.count - 1)).squareRoot()
  }

  /// The standard deviation within samples, over all of them together: the root of the mean of
  /// their variances.
  ///
  /// Nil where none has two values.
  public static func pooledDeviation(_ samples: [Sample]) -> Double? {
    let deviations = samples.compactMap(\.standardDeviation)
    return deviations.isEmpty ? nil : Sample(deviations.map { $0 * $0 }).mean.squareRoot()
  }

  /// What holds this mean minus that of `other` with `confidence`; nil where one has a single value.
  ///
  /// Welch's interval (B. L. Welch, Biometrika 34, 1947): variances may differ.
  public func difference(to other: Sample, confidence: Double = 0.95) -> ClosedRange<Double>? {
    guard let mine = standardError, let its = other.standardError else { return nil }
    let (first, second) = (mine * mine, its * its)
    let variance = first + second
    let middle = mean - other.mean
    guard variance > 0 else { return middle...middle }
    let degrees =
      variance * variance
      / (first * first / Double(values.count - 1) + second * second / Double(other.values.count - 1))
    let half =
      Distribution.studentQuantile((1 + confidence) / 2, degrees: degrees) * variance.squareRoot()
    return middle - half...middle + half
  }

  /// The standard error of the mean; nil for a single value.
  public var standardError: Double? {
    standardDeviation.map { $0 / Double(values.count).squareRoot() }
  }
}

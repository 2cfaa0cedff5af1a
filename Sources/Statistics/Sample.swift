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

  /// The standard error of the mean; nil for a single value.
  public var standardError: Double? {
    standardDeviation.map { $0 / Double(values.count).squareRoot() }
  }
}

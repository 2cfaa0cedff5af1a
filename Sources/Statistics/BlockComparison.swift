/// Candidates measured under the same seeds, compared with the effect of the seed taken out.
///
/// Common random numbers make a seed good or bad for all candidates alike. In the two-way layout
/// candidate × seed that shared part belongs to the seed, and only what remains is noise: the
/// analysis of a randomised complete block design. All candidates estimate the noise together, so
/// three seeds suffice where a test of each pair alone would have two degrees of freedom.
public struct BlockComparison: Hashable, Sendable {
  /// The mean of each candidate, in the given order.
  public let means: [Double]
  /// The standard error of each candidate's mean, from its own values, nil for one seed.
  public let standardErrors: [Double?]
  /// The standard error of the difference of two means; nil for one seed or one candidate.
  public let differenceError: Double?
  /// The standard deviation between seeds of one candidate, over all candidates together; nil for one
  /// seed.
  public let seedDeviation: Double?
  /// The correlation of two candidates' values under the same seed: what common seeds are worth. A
  /// difference has 1 − this of the variance that it would have under seeds of its own; nil for one seed
  /// or one candidate, or where nothing varies.
  public let seedCorrelation: Double?
  /// Degrees of freedom of `differenceError`: (candidates − 1)(seeds − 1).
  public let degrees: Int
  /// Index of the candidate with the largest mean, the first among equals.
  public let best: Int

  /// - Parameter values: one row per candidate, one column per seed, larger is better.
  /// - Precondition: at least one row; rows of equal, positive length.
  public init(_ values: [[Double]]) {
    let seeds = values[0].count
    precondition(seeds > 0 && values.allSatisfy { $0.count == seeds }, "a full table")
    let samples = values.map { Sample($0) }
    let means = samples.map(\.mean)
    self.means = means
    standardErrors = samples.map(\.standardError)
    seedDeviation = Sample.pooledDeviation(samples)
    best = means.indices.max { means[$0] < means[$1] || (means[$0] == means[$1] && $0 > $1) } ?? 0
    degrees = (values.count - 1) * (seeds - 1)
    guard degrees > 0 else {
      (differenceError, seedCorrelation) = (nil, nil)
      return
    }
    let grand = Sample(means).mean
    var (squares, effects) = (0.0, 0.0)
    for seed in 0..<seeds {
      let effect = Sample(values.map { $0[seed] }).mean - grand
      effects += effect * effect
      for (row, mean) in zip(values, means) {
        let residual = row[seed] - mean - effect
        squares += residual * residual
      }
    }
    differenceError = (2 * squares / Double(degrees) / Double(seeds)).squareRoot()
    // The intraclass correlation, from the mean squares of seeds and of what remains.
    let count = Double(values.count)
    let (between, rest) = (count * effects / Double(seeds - 1), squares / Double(degrees))
    let total = between + (count - 1) * rest
    seedCorrelation = total > 0 ? (between - rest) / total : nil
  }

  /// How far a candidate must lie below the best to be worse with `confidence`.
  ///
  /// The best of the sample is among the largest of all differences by its choice, so that the
  /// studentised range decides (Tukey's comparison of all pairs): with `confidence` no two candidates
  /// that are equally good are told apart. Nil where the noise can't be estimated.
  public func margin(confidence: Double = 0.95) -> Double? {
    guard let differenceError else { return nil }
    // The range is in units of a mean's error; a difference has √2 of it.
    let range = Distribution.studentizedRangeQuantile(
      confidence, count: means.count, degrees: Double(degrees))
    return range / 2.0.squareRoot() * differenceError
  }

  /// Indices of the candidates that are not significantly worse than the best, which is one of
  /// them; all of them where the noise can't be estimated.
  public func notWorse(confidence: Double = 0.95) -> [Int] {
    guard let margin = margin(confidence: confidence) else { return Array(means.indices) }
    return means.indices.filter { $0 == best || means[best] - means[$0] <= margin }
  }

  /// The distance from the best to the second best; nil for a single candidate.
  public var lead: Double? {
    means.indices.filter { $0 != best }.map { means[best] - means[$0] }.min()
  }

  /// Whether the lead exceeds the noise; nil where the noise can't be estimated.
  public func leadExceedsNoise(confidence: Double = 0.95) -> Bool? {
    guard let lead, let margin = margin(confidence: confidence) else { return nil }
    return lead > margin
  }
}

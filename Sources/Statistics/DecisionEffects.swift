/// What decisions are worth, by the values of trials that took one option of each.
///
/// The model is additive: each option shifts the value by so much, whatever the other decisions are.
/// What it leaves, interactions too, counts as error, so that no decision is said to matter by the luck
/// of others. Where there are too few trials to tell all decisions apart, each is looked at by itself,
/// and what moved together with it counts for it: ``isAdditive`` says which.
public struct DecisionEffects: Hashable, Sendable {
  /// One decision.
  public struct Effect: Hashable, Sendable {
    /// The decision's number.
    public var decision: Int
    /// The option with the largest mean value, other decisions alike.
    public var best: Int
    /// The option with the smallest one.
    public var worst: Int
    /// By how much the best is ahead of the worst, by the fit; 0 or more.
    public var worth: Double
    /// What holds that difference, whichever options were chosen to be compared: for all decisions at
    /// once with the confidence asked for.
    public var interval: ClosedRange<Double>
    /// Trials behind each option that was taken, by its number.
    public var counts: [Int: Int]
    /// Whether the difference is beyond the error.
    public var matters: Bool { interval.lowerBound > 0 }
  }

  /// The decisions of which at least two options were tried often enough, in their order.
  public let effects: [Effect]
  /// Whether decisions are told apart; otherwise each was looked at by itself.
  public let isAdditive: Bool
  /// The share of the values' variance that all decisions together explain; nil where each was looked at
  /// by itself.
  public let explainedShare: Double?
  /// Trials that count.
  public let trials: Int

  /// Observations behind each coefficient, at least, to tell decisions apart.
  private static let observationsPerColumn = 3
  /// So often an option must have been taken to be looked at.
  private static let leastTrials = 2

  /// Looks at the decisions; nil where nothing can be said: too few trials, or none that differ.
  ///
  /// - Parameters:
  ///   - choices: for each trial, the number of the option that it took of each decision.
  ///   - values: one for each trial.
  ///   - confidence: that all intervals hold at once.
  public init?(choices: [[Int]], values: [Double], confidence: Double = 0.95) {
    precondition(choices.count == values.count, "a value for each trial")
    guard let decisions = choices.first?.count, values.count > 2 else { return nil }
    let codings = (0..<decisions).compactMap { decision in
      OptionCoding(decision: decision, choices: choices, least: Self.leastTrials)
    }
    guard !codings.isEmpty else { return nil }
    trials = values.count
    let columns = 1 + codings.reduce(0) { $0 + $1.columns }
    let rows = choices.map { choice in [1.0] + codings.flatMap { $0.row(choice) } }
    // Each decision's contrasts have the same chance of error; there are so many of them.
    let level = 1 - (1 - confidence) / Double(codings.count)
    if values.count >= Self.observationsPerColumn * columns,
      let fit = LeastSquares(rows: rows, values: values)
    {
      var start = 1
      effects = codings.compactMap { coding in
        defer { start += coding.columns }
        return coding.effect(fit, from: start, level: level)
      }
      (isAdditive, explainedShare) = (true, fit.explainedShare)
    } else {
      effects = codings.compactMap { coding in
        LeastSquares(rows: choices.map { [1.0] + coding.row($0) }, values: values)
          .flatMap { coding.effect($0, from: 1, level: level) }
      }
      (isAdditive, explainedShare) = (false, nil)
    }
    guard !effects.isEmpty else { return nil }
  }
}

/// A decision as columns of a model: the first option that counts is the origin, the others a column
/// each.
private struct OptionCoding {
  let decision: Int
  private let options: [Int]
  private let counts: [Int: Int]

  /// - Returns: nil where fewer than two options were taken often enough.
  init?(decision: Int, choices: [[Int]], least: Int) {
    let counts = Dictionary(choices.map { ($0[decision], 1) }, uniquingKeysWith: +)
    let options = counts.filter { $0.value >= least }.keys.sorted()
    guard options.count > 1 else { return nil }
    (self.decision, self.options, self.counts) = (decision, options, counts)
  }

  /// Options taken too seldom share a column, which no statement is made of.
  private var hasRest: Bool { counts.count > options.count }
  var columns: Int { options.count - 1 + (hasRest ? 1 : 0) }

  func row(_ choice: [Int]) -> [Double] {
    var row = [Double](repeating: 0, count: columns)
    if let place = options.firstIndex(of: choice[decision]) {
      if place > 0 { row[place - 1] = 1 }
    } else {
      row[columns - 1] = 1
    }
    return row
  }

  /// The largest difference between options, with Scheffé's interval, which holds for every contrast of
  /// the decision's options and so for one chosen by looking.
  func effect(_ fit: LeastSquares, from start: Int, level: Double) -> DecisionEffects.Effect? {
    guard let variance = fit.residualVariance, variance.isFinite else { return nil }
    let values = [0] + (0..<options.count - 1).map { fit.coefficients[start + $0] }
    guard let best = values.indices.max(by: { values[$0] < values[$1] }),
      let worst = values.indices.min(by: { values[$0] < values[$1] })
    else { return nil }
    var contrast = [Double](repeating: 0, count: fit.coefficients.count)
    if best > 0 { contrast[start + best - 1] += 1 }
    if worst > 0 { contrast[start + worst - 1] -= 1 }
    let freedom = Double(options.count - 1)
    let quantile = Distribution.fisherQuantile(
      level, numerator: freedom, denominator: Double(fit.degrees))
    let half =
      (freedom * quantile * variance * max(0, fit.unscaledVariance(contrast))).squareRoot()
    let worth = values[best] - values[worst]
    return DecisionEffects.Effect(
      decision: decision, best: options[best], worst: options[worst], worth: worth,
      interval: (worth - half)...(worth + half), counts: counts)
  }
}

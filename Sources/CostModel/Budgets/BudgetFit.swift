public import Architectures
import Foundation

/// The largest scaling of a network that meets all budgets, and which of them stops it.
public struct BudgetFit: Hashable, Sendable {
  /// One budget and what the fitted network uses of it.
  public struct Row: Hashable, Sendable {
    public let budget: Budget
    /// In the unit of ``Budget/limit``.
    public let use: Double
    /// What the next larger network of the path would use; `nil` where there is none.
    public let nextUse: Double?

    /// use ÷ limit.
    public var share: Double { use / budget.limit }
    /// Whether the next larger network would exceed this budget.
    public var binds: Bool { nextUse.map { $0 > budget.limit } ?? false }
  }

  /// The fitted network.
  public let point: ScaledPoint
  /// One row per budget, in the order given.
  public let rows: [Row]

  /// The budgets that stop the network from growing.
  public var binding: [Budget] { rows.filter(\.binds).map(\.budget) }

  /// Finds the largest point of a path that meets all budgets.
  ///
  /// Costs are those of the network as realised after rounding, and grow in steps; the value is the
  /// largest that gives the network, rounded down to four decimals where it stays the same.
  ///
  /// - Throws: ``CostError`` without budgets, or where none of the path's networks meets them;
  ///   `ArchitectureError` or `NetworkError` where the baseline itself cannot be built.
  public init(
    of baseline: Architecture, along path: ScalingPath, within budgets: [Budget],
    rounding: RoundingRules = .tensorFlow
  ) throws {
    guard !budgets.isEmpty else {
      throw CostError(
        .invalidBudget, "no budget; state FLOPs, parameters, memory or latency to stay within")
    }
    let walker = try PathWalker(baseline, path, rounding)
    let bracket = try Bracket(around: path.isPhi ? 0 : 1, isPhi: path.isPhi) { value in
      let network = try walker.point(value).scaled.architecture.lowered()
      for budget in budgets where try budget.use(of: network) > budget.limit { return false }
      return true
    }
    guard bracket.isReached else { throw try Self.unreachable(walker, bracket, budgets) }
    let point = try Self.tidy(walker, bracket.low)
    let network = try point.scaled.architecture.lowered()
    let next = try? walker.point(bracket.high).scaled.architecture.lowered()
    var rows: [Row] = []
    for budget in budgets {
      var nextUse: Double?
      if let next { nextUse = try? budget.use(of: next) }
      rows.append(Row(budget: budget, use: try budget.use(of: network), nextUse: nextUse))
    }
    self.point = point
    self.rows = rows
  }

  /// The same network at a value with few digits, where there is one.
  private static func tidy(_ walker: PathWalker, _ value: Double) throws -> ScaledPoint {
    let exact = try walker.point(value)
    let short = (value * 1e4).rounded(.down) / 1e4
    if let point = try? walker.point(short), point.scaled.architecture == exact.scaled.architecture
    {
      return point
    }
    return exact
  }

  private static func unreachable(
    _ walker: PathWalker, _ bracket: Bracket, _ budgets: [Budget]
  ) throws -> CostError {
    let network = try walker.baseline.lowered()
    var uses: [String] = []
    for budget in budgets {
      let use = try budget.use(of: network)
      uses.append("\(budget.name) \(Float(use)) of \(Float(budget.limit))")
    }
    return CostError(
      .unreachable,
      "no scaling of \(walker.baseline.name) along this path meets all budgets; the baseline uses "
        + "\(uses.joined(separator: ", ")); allow more, or start from a smaller network")
  }
}

/// The best depth, width and resolution within bounds, each chosen by itself.
public struct FreeBudgetFit: Hashable, Sendable {
  /// The fitted network; its value is d·w²·r².
  public let point: ScaledPoint
  /// Budgets and uses; what binds is what the smallest step in any dimension would exceed.
  public let rows: [BudgetFit.Row]
  /// The number of different networks that were costed.
  public let candidates: Int

  /// Tries every (d, w, r) on a grid and keeps the one with the most multiply-adds that meets all
  /// budgets; of equals, the one whose coefficients are nearest to those of compound scaling.
  ///
  /// - Parameters:
  ///   - baseline: The network at d = w = r = 1.
  ///   - depth: Allowed depth coefficients.
  ///   - width: Allowed width coefficients.
  ///   - resolution: Allowed resolution coefficients.
  ///   - step: The grid's step in each dimension.
  ///   - budgets: What to stay within.
  ///   - direction: The compound scaling that decides between equals.
  ///   - rounding: How sizes become whole.
  /// - Throws: ``CostError`` for an empty or huge grid, or where nothing meets the budgets.
  public init(
    of baseline: Architecture, depth: ClosedRange<Double>, width: ClosedRange<Double>,
    resolution: ClosedRange<Double>, step: Double = 0.1, within budgets: [Budget],
    direction: CompoundScaling = .paper, rounding: RoundingRules = .tensorFlow
  ) throws {
    guard !budgets.isEmpty else {
      throw CostError(
        .invalidBudget, "no budget; state FLOPs, parameters, memory or latency to stay within")
    }
    let axes = try [depth, width, resolution].map { try Self.axis($0, step) }
    guard axes.reduce(1, { $0 * $1.count }) <= 200_000 else {
      throw CostError(
        .invalidParameter, "more than 200000 combinations; narrow the ranges or widen the step")
    }
    let base = try NetworkCost.total(of: baseline.lowered())
    var best: (point: ScaledPoint, distance: Double)?
    var seen = Set<Architecture>()
    var tooLarge: [(cost: Double, architecture: Architecture)] = []
    for d in axes[0] {
      for w in axes[1] {
        // Costs grow with the resolution: the first that is too large ends the row.
        for r in axes[2] {
          let coefficients = try ScalingCoefficients(depth: d, width: w, resolution: r)
          guard
            let scaled = try? baseline.scaled(by: coefficients, rounding: rounding),
            let network = try? scaled.architecture.lowered()
          else { continue }
          let isNew = seen.insert(scaled.architecture).inserted
          let cost = try NetworkCost.total(of: network)
          if try budgets.contains(where: { try $0.use(of: network) > $0.limit }) {
            tooLarge.append((Double(cost.multiplyAdds), scaled.architecture))
            break
          }
          guard isNew else { continue }
          let point = ScaledPoint(
            value: coefficients.multiplyAddsRatio, scaled: scaled, cost: cost,
            askedMultiplyAdds: Double(base.multiplyAdds) * coefficients.multiplyAddsRatio)
          let distance = Self.distance(coefficients, direction)
          let isBetter =
            best.map { other in
              cost.multiplyAdds != other.point.cost.multiplyAdds
                ? cost.multiplyAdds > other.point.cost.multiplyAdds : distance < other.distance
            } ?? true
          if isBetter { best = (point, distance) }
        }
      }
    }
    guard let best else {
      throw CostError(
        .unreachable,
        "none of \(seen.count) scalings of \(baseline.name) within these coefficients meets all "
          + "budgets; allow more, or smaller coefficients")
    }
    let network = try best.point.scaled.architecture.lowered()
    // What stopped the growth: the cheapest network beyond that is larger than the best.
    let next = tooLarge.filter { $0.cost > Double(best.point.cost.multiplyAdds) }
      .min { $0.cost < $1.cost }
    var rows: [BudgetFit.Row] = []
    for budget in budgets {
      rows.append(
        BudgetFit.Row(
          budget: budget, use: try budget.use(of: network),
          nextUse: try next.map { try budget.use(of: $0.architecture.lowered()) }))
    }
    point = best.point
    self.rows = rows
    candidates = seen.count
  }

  /// How far coefficients lie from the compound scaling of the same φ, in logarithms.
  private static func distance(
    _ coefficients: ScalingCoefficients, _ direction: CompoundScaling
  ) -> Double {
    guard let phi = direction.impliedPhi(of: coefficients).leastSquares,
      let compound = try? direction.coefficients(phi: phi)
    else { return 0 }
    let errors = [
      log(coefficients.depth / compound.depth), log(coefficients.width / compound.width),
      log(coefficients.resolution / compound.resolution),
    ]
    return errors.reduce(0) { $0 + $1 * $1 }
  }

  /// The values of a range, counted in whole steps so that none drifts.
  private static func axis(
    _ range: ClosedRange<Double>, _ step: Double
  ) throws -> [Double] {
    guard step > 0, step.isFinite, range.lowerBound > 0,
      (range.upperBound - range.lowerBound) / step < 10_000
    else {
      throw CostError(
        .invalidParameter,
        "coefficients \(range.lowerBound) to \(range.upperBound) in steps of \(step); expected "
          + "positive ones, in at most 10000 steps")
    }
    let count = Int(((range.upperBound - range.lowerBound) / step + 1e-9).rounded(.down))
    return (0...count).map { range.lowerBound + Double($0) * step }
  }
}

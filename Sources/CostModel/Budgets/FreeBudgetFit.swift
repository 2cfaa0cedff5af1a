public import Architectures
import Foundation

/// The best depth, width and resolution out of given ones, each chosen by itself.
public struct FreeBudgetFit<Scaled: ScalableArchitecture>: Hashable, Sendable {
  /// The fitted network; its value is d·w²·r².
  public let point: ScaledPoint<Scaled>
  /// Budgets and uses; what binds is what the next larger network tried would exceed.
  public let rows: [BudgetUse]
  /// The number of different networks that were costed.
  public let candidates: Int

  /// More combinations than this are refused.
  public static var maximumCombinations: Int { 200_000 }

  /// Tries every (d, w, r) and keeps the one with the most multiply-adds that meets all budgets; of
  /// equals, the one whose coefficients are nearest to those of compound scaling.
  ///
  /// - Parameters:
  ///   - baseline: The network at d = w = r = 1.
  ///   - depths: Depth coefficients to choose from.
  ///   - widths: Width coefficients to choose from.
  ///   - resolutions: Resolution coefficients to choose from.
  ///   - bounds: Upper limits.
  ///   - batch: Images that go through the network at once, for memory and latency.
  ///   - device: Where latency is predicted.
  ///   - direction: The compound scaling that decides between equals.
  ///   - rounding: How sizes become whole.
  /// - Throws: ``CostError`` for too few or too many combinations, or where none meets the budgets;
  ///   `ArchitectureError` for a coefficient out of range, or of what the baseline cannot scale.
  public init(
    of baseline: Scaled, depths: [Double], widths: [Double], resolutions: [Double],
    within bounds: Bounds, batch: Int = 1, on device: Device? = nil,
    direction: CompoundScaling = .paper, rounding: RoundingRules = .tensorFlow
  ) throws {
    let meter = try BudgetMeter(bounds, batch: batch, device: device)
    let combinations = [depths, widths, resolutions].reduce(1.0) { $0 * Double($1.count) }
    guard combinations >= 1, combinations <= Double(Self.maximumCombinations) else {
      throw CostError(
        .invalidParameter,
        "\(Int(combinations)) combinations of coefficients; expected 1 to "
          + "\(Self.maximumCombinations): use fewer values")
    }
    // Refused as a whole: what merely cannot be built at one size is passed over.
    for depth in depths { try baseline.requireDimensions(of: ScalingCoefficients(depth: depth)) }
    for width in widths { try baseline.requireDimensions(of: ScalingCoefficients(width: width)) }
    var scan = try CoefficientScan(
      baseline: baseline, meter: meter, direction: direction, rounding: rounding)
    for depth in depths {
      for width in widths {
        // Costs grow with the resolution: the first that is too large ends the row.
        for resolution in resolutions.sorted() {
          let coefficients = try ScalingCoefficients(
            depth: depth, width: width, resolution: resolution)
          guard try scan.meetsBudgets(coefficients) else { break }
        }
      }
    }
    guard let best = scan.best else { throw scan.unreachable }
    point = best.point
    rows = try scan.rows(of: best.point)
    candidates = scan.seen.count
  }
}

/// The networks tried so far.
private struct CoefficientScan<Scaled: ScalableArchitecture> {
  let baseline: Scaled
  let meter: BudgetMeter
  let direction: CompoundScaling
  let rounding: RoundingRules
  let baselineCost: Cost
  private(set) var best: (point: ScaledPoint<Scaled>, distance: Double)?
  private(set) var seen = Set<Scaled>()
  private var tooLarge: [(multiplyAdds: Int, architecture: Scaled)] = []
  /// Why the last combination that cannot be built cannot.
  private var obstacle: (any Error)?

  init(
    baseline: Scaled, meter: BudgetMeter, direction: CompoundScaling,
    rounding: RoundingRules
  ) throws {
    self.baseline = baseline
    self.meter = meter
    self.direction = direction
    self.rounding = rounding
    baselineCost = try NetworkCost.total(of: baseline.lowered())
  }

  /// Tries a combination; `false` where it exceeds a budget.
  ///
  /// One that cannot be built is passed over.
  mutating func meetsBudgets(_ coefficients: ScalingCoefficients) throws -> Bool {
    let scaled: ScaledArchitecture<Scaled>
    let cost: Cost
    do {
      scaled = try baseline.scaled(by: coefficients, rounding: rounding)
      guard seen.insert(scaled.architecture).inserted else { return true }
      let network = try scaled.architecture.lowered()
      cost = try NetworkCost.total(of: network)
      guard try meter.isMet(by: network) else {
        tooLarge.append((cost.multiplyAdds, scaled.architecture))
        return false
      }
    } catch {
      obstacle = error
      return true
    }
    let point = ScaledPoint(
      value: coefficients.multiplyAddsRatio, scaled: scaled, cost: cost,
      askedMultiplyAdds: Double(baselineCost.multiplyAdds) * coefficients.multiplyAddsRatio)
    let distance = distance(coefficients)
    if let best {
      let (ours, theirs) = (cost.multiplyAdds, best.point.cost.multiplyAdds)
      guard ours > theirs || (ours == theirs && distance < best.distance) else { return true }
    }
    best = (point, distance)
    return true
  }

  /// What stopped the growth: the cheapest network beyond the budgets that is larger than the best.
  func rows(of point: ScaledPoint<Scaled>) throws -> [BudgetUse] {
    let network = try point.scaled.architecture.lowered()
    let next = tooLarge.filter { $0.multiplyAdds > point.cost.multiplyAdds }
      .min { $0.multiplyAdds < $1.multiplyAdds }
    return meter.rows(
      try meter.figures(of: network),
      next: try next.map { try meter.figures(of: $0.architecture.lowered()) })
  }

  var unreachable: CostError {
    if tooLarge.isEmpty, let obstacle {
      return CostError(
        .unreachable,
        "no scaling of \(baseline.name) by these coefficients can be built: \(obstacle)")
    }
    return CostError(
      .unreachable,
      "none of \(seen.count) scalings of \(baseline.name) by these coefficients meets all budgets; "
        + "allow more, or smaller coefficients")
  }

  /// How far coefficients lie from the compound scaling of the same φ, in logarithms.
  private func distance(_ coefficients: ScalingCoefficients) -> Double {
    guard let phi = direction.impliedPhi(of: coefficients).leastSquares,
      let compound = try? direction.coefficients(phi: phi)
    else { return 0 }
    let errors = [
      log(coefficients.depth / compound.depth), log(coefficients.width / compound.width),
      log(coefficients.resolution / compound.resolution),
    ]
    return errors.reduce(0) { $0 + $1 * $1 }
  }
}

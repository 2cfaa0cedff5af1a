public import Architectures
import Foundation

/// One way to scale a network by one number, greater numbers giving larger networks.
public enum ScalingPath: Hashable, Sendable {
  /// Depth multiplied by the number.
  case depth
  /// Width multiplied by the number.
  case width
  /// Resolution multiplied by the number.
  case resolution
  /// Depth α^φ, width β^φ, resolution γ^φ; the number is φ.
  case compound(CompoundScaling)
  /// Fast scaling; the number is the factor of multiply-adds.
  case fast(FastScaling)

  /// The coefficients at `value`.
  ///
  /// - Throws: `ArchitectureError` where one leaves its range.
  public func coefficients(_ value: Double) throws(ArchitectureError) -> ScalingCoefficients {
    switch self {
    case .depth: try ScalingCoefficients(depth: value)
    case .width: try ScalingCoefficients(width: value)
    case .resolution: try ScalingCoefficients(resolution: value)
    case .compound(let scaling): try scaling.coefficients(phi: value)
    case .fast(let scaling): try scaling.coefficients(factor: value)
    }
  }

  /// The value at which multiply-adds grow by `ratio` before rounding; `nil` where the path does
  /// not change them.
  public func value(ratio: Double) -> Double? {
    switch self {
    case .depth, .fast: return ratio
    case .width, .resolution: return ratio.squareRoot()
    case .compound(let scaling):
      let base = log(scaling.multiplyAddsRatio)
      return base > 0 ? log(ratio) / base : nil
    }
  }
}

/// A network at one point of a scaling path, and what it costs.
public struct ScaledPoint: Hashable, Sendable {
  /// φ, or the coefficient.
  public let value: Double
  /// The architecture there, and what rounding did to it.
  public let scaled: ScaledArchitecture
  /// What it costs, for one image.
  public let cost: Cost
  /// The multiply-adds that the coefficients ask for: the baseline's, times d·w²·r².
  public let askedMultiplyAdds: Double

  /// realised ÷ asked − 1: what rounding, and layers that do not scale, cost.
  public var roundingShare: Double { Double(cost.multiplyAdds) / askedMultiplyAdds - 1 }
}

extension ScaledPoint {
  /// A baseline under given coefficients. What it costs itself is passed in: walks ask for many
  /// points of one baseline.
  init(
    of baseline: Architecture, costing baselineCost: Cost, at coefficients: ScalingCoefficients,
    value: Double, rounding: RoundingRules
  ) throws {
    let scaled = try baseline.scaled(by: coefficients, rounding: rounding)
    self.init(
      value: value, scaled: scaled, cost: try NetworkCost.total(of: scaled.architecture.lowered()),
      askedMultiplyAdds: Double(baselineCost.multiplyAdds) * coefficients.multiplyAddsRatio)
  }
}

/// A baseline scaled along a path, costed as realised after rounding.
struct PathWalker {
  let baseline: Architecture
  let baselineCost: Cost
  let path: ScalingPath
  let rounding: RoundingRules

  init(_ baseline: Architecture, _ path: ScalingPath, _ rounding: RoundingRules) throws {
    self.baseline = baseline
    self.path = path
    self.rounding = rounding
    baselineCost = try NetworkCost.total(of: baseline.lowered())
  }

  func point(_ value: Double) throws -> ScaledPoint {
    try ScaledPoint(
      of: baseline, costing: baselineCost, at: path.coefficients(value), value: value,
      rounding: rounding)
  }
}

extension Architecture {
  /// The point of a path whose realised multiply-adds are nearest to `target`, as the paper's
  /// Tables 3 and 7 compare scalings.
  ///
  /// - Throws: ``CostError`` where the path does not lead there; `ArchitectureError` or
  ///   `NetworkError` where the baseline itself cannot be built.
  public func scaled(
    along path: ScalingPath, toMultiplyAdds target: Int, rounding: RoundingRules = .tensorFlow
  ) throws -> ScaledPoint {
    let walker = try PathWalker(self, path, rounding)
    let ratio = Double(target) / Double(max(1, walker.baselineCost.multiplyAdds))
    guard target >= 1, let middle = path.value(ratio: ratio) else {
      throw CostError(.unreachable, "\(target) multiply-adds: this scaling does not lead there")
    }
    func distance(_ point: ScaledPoint) -> Double {
      abs(log(Double(max(1, point.cost.multiplyAdds)) / Double(target)))
    }
    let bracket = try Bracket(
      around: middle, isPhi: path.isPhi,
      isSmall: { value in
        try walker.point(value).cost.multiplyAdds <= target
      })
    let ends = [bracket.low, bracket.high].compactMap { try? walker.point($0) }
    guard let best = ends.min(by: { distance($0) < distance($1) }) else {
      throw CostError(
        .unreachable, "\(target) multiply-adds: no scaling of \(name) along this path comes near")
    }
    guard distance(best) < log(2) else {
      throw CostError(
        .unreachable,
        "\(target) multiply-adds: the nearest that scaling \(name) along this path gives is "
          + "\(best.cost.multiplyAdds)")
    }
    return best
  }
}

extension ScalingPath {
  /// Whether the value is an exponent, which may be negative, and not a factor.
  var isPhi: Bool {
    if case .compound = self { true } else { false }
  }
}

/// The largest value at which a network is still small enough, and the next one, where it is not.
struct Bracket {
  /// Small enough, or where nothing is, the lowest value that can be built.
  let low: Double
  /// Not small enough, or not to be built; within 1e-9 of ``low``.
  let high: Double
  /// Whether the network at ``low`` is small enough.
  let isReached: Bool

  /// Looks from `start`, by steps that grow: added to an exponent, or powers of two for a factor.
  /// Values whose networks cannot be built count as too large above `start`, too small below.
  init(around start: Double, isPhi: Bool, isSmall: (Double) throws -> Bool) throws {
    func moved(_ value: Double, by step: Double) -> Double {
      isPhi ? value + step : value * exp2(step)
    }
    /// Nil where nothing can be built.
    func look(_ value: Double) -> Bool? { try? isSmall(value) }
    func check(_ value: Double) -> Bool { look(value) ?? false }
    var start = start
    if look(start) == nil {
      // Where the start itself is nothing, what can be built may lie above it.
      let steps = sequence(first: 0.25) { $0 < 16 ? 2 * $0 : nil }
      start = steps.map { moved(start, by: $0) }.first { look($0) != nil } ?? start
    }
    var low = start
    var high = start
    var step = 0.25
    var isReached = check(start)
    if isReached {
      while step < 64, check(high) {
        low = high
        high = moved(high, by: step)
        step *= 2
      }
    } else {
      while step < 64, !isReached {
        let next = moved(low, by: -step)
        guard let isSmallThere = look(next) else {
          // What is small enough, if anything, lies between what is too large and the void.
          (low, isReached) = Self.lowest(between: next, and: low, look)
          break
        }
        high = low
        low = next
        step *= 2
        isReached = isSmallThere
      }
    }
    // 60 halvings of at most 64 leave nothing between the ends that a binary64 can tell apart.
    for _ in 0..<60 {
      let middle = low + (high - low) / 2
      if middle <= low || middle >= high { break }
      if check(middle) { low = middle } else { high = middle }
    }
    self.low = low
    self.high = high
    self.isReached = isReached
  }

  /// The first value met that is small enough, between `void`, which cannot be built, and `large`,
  /// which is too large; where there is none, the lowest that can be built.
  private static func lowest(
    between void: Double, and large: Double, _ look: (Double) -> Bool?
  ) -> (value: Double, isSmall: Bool) {
    var (void, large) = (void, large)
    for _ in 0..<60 {
      let middle = void + (large - void) / 2
      if middle <= void || middle >= large { break }
      switch look(middle) {
      case true?: return (middle, true)
      case false?: large = middle
      case nil: void = middle
      }
    }
    return (large, false)
  }
}

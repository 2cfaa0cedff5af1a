public import Architectures
import Foundation

/// A network at one point of a scaling path, and what it costs.
public struct ScaledPoint<Scaled: ScalableArchitecture>: Hashable, Sendable {
  /// φ, or the coefficient.
  public let value: Double
  /// The architecture there, and what rounding did to it.
  public let scaled: ScaledArchitecture<Scaled>
  /// What it costs, for one image.
  public let cost: Cost
  /// The multiply-adds that the coefficients ask for: the baseline's, times d·w²·r².
  public let askedMultiplyAdds: Double

  /// realised ÷ asked − 1: what rounding, and layers that do not scale, cost.
  public var roundingShare: Double { Double(cost.multiplyAdds) / askedMultiplyAdds - 1 }
}

extension ScaledPoint {
  /// A baseline under given coefficients.
  ///
  /// What it costs itself is passed in: walks ask for many points of one baseline.
  init(
    of baseline: Scaled, costing baselineCost: Cost, at coefficients: ScalingCoefficients,
    value: Double, rounding: RoundingRules
  ) throws {
    let scaled = try baseline.scaled(by: coefficients, rounding: rounding)
    self.init(
      value: value, scaled: scaled, cost: try NetworkCost.total(of: scaled.architecture.lowered()),
      askedMultiplyAdds: Double(baselineCost.multiplyAdds) * coefficients.multiplyAddsRatio)
  }
}

extension ScalableArchitecture {
  /// The point of a path whose realised multiply-adds are nearest to `target`, as the paper's
  /// Tables 3 and 7 compare scalings.
  ///
  /// - Throws: ``CostError`` where the path does not lead there; `ArchitectureError` where this does
  ///   not scale along it; what it is refused for where it cannot be built itself.
  public func scaled(
    along path: ScalingPath, toMultiplyAdds target: Int, rounding: RoundingRules = .tensorFlow
  ) throws -> ScaledPoint<Self> {
    let walker = try PathWalker(self, path, rounding)
    let ratio = Double(target) / Double(max(1, walker.baselineCost.multiplyAdds))
    guard target >= 1, let middle = path.value(ratio: ratio) else {
      throw CostError(.unreachable, "\(target) multiply-adds: this scaling does not lead there")
    }
    func distance(_ point: ScaledPoint<Self>) -> Double {
      abs(log(Double(max(1, point.cost.multiplyAdds)) / Double(target)))
    }
    let bracket = try ValueBracket(
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

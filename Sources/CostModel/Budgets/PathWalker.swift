import Architectures

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

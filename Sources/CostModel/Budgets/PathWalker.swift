import Architectures

/// A baseline scaled along a path, costed as realised after rounding.
struct PathWalker<Scaled: ScalableArchitecture> {
  let baseline: Scaled
  let baselineCost: Cost
  let path: ScalingPath
  let rounding: RoundingRules

  /// - Throws: `ArchitectureError` where the baseline does not scale along the path; what it is
  ///   refused for where it cannot be built.
  init(_ baseline: Scaled, _ path: ScalingPath, _ rounding: RoundingRules) throws {
    // Any value but the neutral one changes every dimension that the path has.
    try baseline.requireDimensions(of: path.coefficients(path.isPhi ? 1 : 2))
    self.baseline = baseline
    self.path = path
    self.rounding = rounding
    baselineCost = try NetworkCost.total(of: baseline.lowered())
  }

  func point(_ value: Double) throws -> ScaledPoint<Scaled> {
    try ScaledPoint(
      of: baseline, costing: baselineCost, at: path.coefficients(value), value: value,
      rounding: rounding)
  }
}
